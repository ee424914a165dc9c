// The door of bank: the business gateway and the sandbox behind it.
export { type BusinessAnswer, BusinessGateway, type BusinessRequest, type CoreSystem } from "./business-gateway.ts";
export { SandboxBank, type SandboxCustomer } from "./sandbox-bank.ts";
