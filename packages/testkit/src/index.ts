// The door of testkit: what tests, scenarios, simulation and benches use, and nothing else may.
export { RealScheduler } from "./real-scheduler.ts";
export { addTenant, type FreshStore, freshStore } from "./fresh-store.ts";
export { VirtualScheduler } from "./virtual-scheduler.ts";
