import { expect, it } from "vitest";
import { readPrefixes } from "./prefix-lines.ts";

it("RT-04 pasted prefixes are the first column of each line; what is wrong is said with its line", () => {
  const read = readPrefixes('010,北京\r\n\n"021";上海\n1380013\t移动\n+1212');
  expect(read).toEqual({ prefixes: ["010", "021", "1380013", "+1212"], problems: [] });
  expect(readPrefixes("前缀,地区\n010\n12-3\n010")).toEqual({
    prefixes: ["010"],
    problems: [
      { kind: "wrong", line: 1, text: "前缀" },
      { kind: "wrong", line: 3, text: "12-3" },
      { kind: "twice", line: 4, text: "010", first: 2 },
    ],
  });
});
