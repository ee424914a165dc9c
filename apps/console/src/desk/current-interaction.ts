// Which of the desk's interactions the softphone bar works on: the rules are the SDK's, so that other pages have them too.

export { callsOf, currentInteraction, isFreeToDial, isTalking, removable } from "@tellerline/sdk";
