// What a client with a cache does, as its test looks at it: the library's address, the requests that go out, and what its cache complains of.
const address = process.env["LIBRARY_URL"];
if (!address) {
  throw new Error("LIBRARY_URL is not set. Set it to the address of the server, such as http://localhost:8000");
}

/** The address of the library. */
export const url: string = address;

/** What went out: the method, and whether the document itself was sent. */
export const requests: string[] = [];

/** `fetch`, which notes each request. */
export const recording: typeof fetch = async (input, init) => {
  const method = init?.method ?? "GET";
  const sent = method === "GET" ? new URL(String(input)).searchParams.get("query") : JSON.parse(String(init?.body)).query;
  requests.push(`${method} ${sent ? "document" : "hash"}`);
  return fetch(input, init);
};

/** What a cache complained of. It does so only where Node.js runs with `--conditions=development`. */
export const warnings: string[] = [];
console.warn = (...words: unknown[]) => warnings.push(words.join(" "));
