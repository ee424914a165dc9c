// kill -9 while many calls are in every state, from greeting to wrap-up: whoever called has one record, and every recording
// that was begun can be read.

import { intrude, Program, RunningProduct, until } from "@tellerline/testkit";
import { afterEach, expect, it } from "vitest";

let product: RunningProduct | undefined;
let traffic: Program | undefined;

afterEach(async () => {
  await traffic?.dispose();
  await product?.dispose();
});

const unrecorded = `select stream from journal j where sequence = 1 and stream not like 'routing/%'
  and not exists (select 1 from call_record r where r.interaction_id::text = j.stream)`;

it("HA-01 under load, killed whole and then its media alone: no record is lost, none is doubled", async () => {
  product = await RunningProduct.start();
  const { data, ports } = product;
  const count = async (what: string) => Number((await intrude(data, `select count(*)::int as n from ${what}`))[0]?.n);
  const talks = (atLeast: number, what: string) =>
    until(
      `talks with recording (${what})`,
      async () => {
        const begun = await count("journal where event->>'type' = 'recordingStarted'");
        const closed = await count("journal where event->>'type' = 'recordingClosed'");
        return begun - closed >= atLeast ? true : undefined;
      },
      60_000,
    );
  traffic = new Program([
    ...[process.execPath, "scripts/demo-traffic.ts", "--url", product.url, "--sip", `127.0.0.1:${ports.sip}`],
    ...["--data", data, "--rate", "4", "--agents", "8", "--talk", "6"],
  ]);
  await talks(3, "before the first kill");
  await until("a recording under way for so long that some of it must be kept", async () => {
    const since = "started.event->>'type' = 'recordingStarted' and started.at < now() - interval '3 seconds'";
    const open = `journal started where ${since} and not exists (select 1 from journal closed where
      closed.stream = started.stream and closed.event->>'type' = 'recordingClosed'
      and closed.event->>'recordingId' = started.event->>'recordingId')`;
    return (await count(open)) > 0 ? true : undefined;
  });
  const kills = [Date.now()];
  await Promise.all([product.kill(), product.killMedia()]);
  await product.launch();
  await talks(2, "before the second kill");
  kills.push(Date.now());
  await product.killMedia();
  await talks(1, "after it");
  traffic.signal("SIGINT");
  expect((await traffic.ended()).code).toBe(0);
  await until("every interaction to have its record", async () => {
    return (await intrude(data, unrecorded)).length === 0 ? true : undefined;
  });

  const reasons = await intrude(data, "select distinct end_reason from call_record");
  expect(reasons.map((row) => row.end_reason)).toEqual(expect.arrayContaining(["controllerLost", "mediaLost"]));
  const begun = await count("(select distinct stream from journal where stream not like 'routing/%') x");
  expect(await count("call_record")).toBe(begun);
  const twice = "(select stream from journal where event->>'type' = 'ended' group by stream having count(*) > 1) x";
  expect(await count(twice)).toBe(0);
  expect(await count("recording")).toBe(await count("journal where event->>'type' = 'recordingStarted'"));
  // A file may be missing only where its recording had just begun.
  const empty = await intrude(
    data,
    "select extract(epoch from started_at) * 1000 as at from recording where bytes = 0",
  );
  for (const { at } of empty) expect(kills.some((kill) => Math.abs(kill - Number(at)) < 2000)).toBe(true);
  const cut = await intrude(
    data,
    `select r.interaction_id, r.id, r.duration_ms, r.bytes, extract(epoch from r.started_at) * 1000 as at
     from recording r join call_record c using (tenant_id, interaction_id)
     where c.end_reason in ('controllerLost', 'mediaLost') order by r.duration_ms desc`,
  );
  // At most two seconds of what was said before the kill are lost.
  for (const row of cut) {
    const kill = Math.min(...kills.filter((at) => at > Number(row.at)));
    expect(Number(row.duration_ms)).toBeGreaterThanOrEqual(Math.min(kill - Number(row.at) - 2000, 60_000));
  }
  const leader = await product.signIn("leader");
  const longest = cut[0];
  expect(Number(longest?.duration_ms)).toBeGreaterThan(0);
  const sound = await leader.bytes(
    `records/${String(longest?.interaction_id)}/recordings/${String(longest?.id)}/audio`,
  );
  expect(sound.length).toBeGreaterThan(Number(longest?.duration_ms) * 16);
  expect(product.mediaProcesses).toHaveLength(1);
  expect(product.databaseProcesses).toHaveLength(1);
  expect(await product.stop()).toBe(0);
});
