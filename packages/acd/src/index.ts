// The door of acd: interactions, queues, agents, routing; decides and journals.
export {};
