// Checks on the code itself: sizes of files and functions, banned calls in pure rooms, banned file names, one door.

import { readFileSync } from "node:fs";
import ts from "typescript";

export interface Finding {
  file: string;
  line: number;
  message: string;
}

const maxFileLines = 800;
const maxFunctionLines = 70;
const pureRooms = /^packages\/(base|sip|media|acd|flow|planning)\/src\//;
const vague = /(^|\/)(utils?|types|helpers?|misc|[\w-]*manager|[\w-]*service)\.tsx?$/;
const nodeCrypto = new Set(["createHash", "createHmac", "createCipheriv", "createDecipheriv", "timingSafeEqual"]);

const bannedCalls: [RegExp, string][] = [
  [/^Date\.now$/, "take `now` as an input"],
  [/^Math\.random$/, "take a Random at construction"],
  [
    /^(globalThis\.)?(setTimeout|setInterval|setImmediate|queueMicrotask)$/,
    "return the next deadline from nextTimeout()",
  ],
  [/^performance\./, "take `now` as an input"],
  [/^process\./, "take the value as an option"],
  [/^crypto\.(randomUUID|getRandomValues)$/, "take a Random at construction"],
];

/** Everything wrong with one TypeScript file; `file` is its path from the root of the project. */
export function tidyFile(file: string, text: string): Finding[] {
  const findings: Finding[] = [];
  const lines = text.split("\n").length - 1;
  if (lines > maxFileLines)
    findings.push({ file, line: 1, message: `${lines} lines; ${maxFileLines} is the most: split it` });
  if (vague.test(file))
    findings.push({ file, line: 1, message: "a file name that says nothing: name it after its main export" });
  if (/\/index\.tsx?$/.test(file) && !/^packages\/[^/]+\/src\/index\.ts$/.test(file)) {
    findings.push({ file, line: 1, message: "no index.ts but the door" });
  }
  const source = ts.createSourceFile(
    file,
    text,
    ts.ScriptTarget.Latest,
    true,
    file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const pure = pureRooms.test(file) && !file.includes("/io/") && !file.endsWith(".test.ts");
  visit(source, source, file, pure, findings);
  for (const [index, line] of text.split("\n").entries()) {
    if (/\b(FIXME|XXX)\b/.test(line) && !file.startsWith("scripts/check/")) {
      findings.push({ file, line: index + 1, message: "mend it or open an issue" });
    }
  }
  return findings;
}

function visit(node: ts.Node, source: ts.SourceFile, file: string, pure: boolean, findings: Finding[]): void {
  const report = (message: string) =>
    findings.push({ file, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, message });
  if (ts.isFunctionLike(node) && !file.endsWith(".test.ts")) checkFunction(node, source, file, report);
  if (pure) checkPurity(node, source, report);
  ts.forEachChild(node, (child) => visit(child, source, file, pure, findings));
}

function checkFunction(
  node: ts.SignatureDeclaration,
  source: ts.SourceFile,
  file: string,
  report: (m: string) => void,
): void {
  const body = (node as { body?: ts.Node }).body;
  if (body === undefined) return;
  const line = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const length = line(body.getEnd()) - line(body.getStart(source)) + 1 - returnedTable(body, line, source);
  const limit = file.endsWith(".tsx") ? 200 : maxFunctionLines;
  if (length > limit) report(`a function of ${length} lines; ${limit} is the most`);
}

/** Lines of the object a function ends by returning: a table, whose functions are looked at one by one. */
function returnedTable(body: ts.Node, line: (position: number) => number, source: ts.SourceFile): number {
  const last = ts.isBlock(body) ? body.statements.at(-1) : undefined;
  if (last === undefined || !ts.isReturnStatement(last) || last.expression === undefined) return 0;
  const table = last.expression;
  return ts.isObjectLiteralExpression(table) ? line(table.getEnd()) - line(table.getStart(source)) : 0;
}

function checkPurity(node: ts.Node, source: ts.SourceFile, report: (m: string) => void): void {
  if (ts.isCallExpression(node)) {
    const callee = node.expression.getText(source);
    for (const [pattern, mend] of bannedCalls) if (pattern.test(callee)) report(`${callee} in a pure room: ${mend}`);
  }
  if (ts.isNewExpression(node) && node.expression.getText(source) === "Date" && (node.arguments?.length ?? 0) === 0) {
    report("new Date() in a pure room: take `now` as an input");
  }
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const from = node.moduleSpecifier.text;
    if (!from.startsWith("node:")) return;
    if (node.importClause?.isTypeOnly) return;
    const named = node.importClause?.namedBindings;
    const names =
      named !== undefined && ts.isNamedImports(named)
        ? named.elements.map((e) => (e.propertyName ?? e.name).getText(source))
        : ["*"];
    if (from === "node:buffer") return;
    if (from !== "node:crypto" || names.some((name) => !nodeCrypto.has(name)))
      report(`${from} in a pure room: I/O belongs under io/`);
  }
}

export function tidy(files: readonly string[]): Finding[] {
  return files.flatMap((file) => tidyFile(file, readFileSync(file, "utf8")));
}
