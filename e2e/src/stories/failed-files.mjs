/**
 * A reporter for Node's test runner: the files in which a test failed, a line each. JavaScript, because the runner loads
 * reporters before anything that reads TypeScript.
 *
 * @param {AsyncIterable<import("node:test/reporters").TestEvent>} events
 */
export default async function* failedFiles(events) {
  const told = new Set();
  for await (const { type, data } of events) {
    if (type !== "test:fail" || !data.file || told.has(data.file)) continue;
    told.add(data.file);
    yield `${data.file}\n`;
  }
}
