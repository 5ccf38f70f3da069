// Contributions on this device: kept while they are written, sent when there is a network, forgotten once they have arrived.
// Pages and the service worker run this same file. A contribution is `draft`, then `waiting` (to be sent), then `tried`
// (it has left the device); what is `tried` may have arrived, so it is not changed and asked for again with its own key.

self.contributions = (() => {
  const SESSION = "/contribute/session", PATIENCE = 60_000, KEEP_ARRIVED = 30 * 86_400_000;
  const able = Boolean(self.indexedDB && navigator.locks && self.BroadcastChannel && self.crypto?.randomUUID);
  let opened;

  const open = () => opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open("contributions", 1);
    asked.onupgradeneeded = () => { for (const name of ["drafts", "files", "arrived"]) asked.result.createObjectStore(name, { keyPath: "key" }); };
    asked.onerror = () => { opened = undefined; fail(asked.error); };
    asked.onsuccess = () => {
      asked.result.onversionchange = asked.result.onclose = () => { asked.result.close(); opened = undefined; };
      done(asked.result);
    };
  });

  /** Do something to the stores in one transaction; gives what was given once it is on the disk. */
  async function within(mode, work) {
    const database = await open();
    return new Promise((done, fail) => {
      const transaction = database.transaction(["drafts", "files", "arrived"], mode, { durability: "strict" });
      let result;
      transaction.oncomplete = () => done(result);
      transaction.onerror = transaction.onabort = () => fail(transaction.error);
      const [drafts, files, arrived] = ["drafts", "files", "arrived"].map((name) => transaction.objectStore(name));
      work({ drafts, files, arrived }, (value) => { result = value; });
    });
  }

  const told = (key) => { const channel = new BroadcastChannel("contributions"); channel.postMessage(key); channel.close(); };

  /** Change what is known of one, where it is there and in one of these states; gives it as it is then. */
  const turn = (key, states, work) => within("readwrite", ({ drafts }, give) => {
    drafts.get(key).onsuccess = ({ target: { result: known } }) => {
      if (!known || !states.includes(known.state)) return give(null);
      const next = { ...known, ...work(known) };
      drafts.put(next);
      give(next);
    };
  }).finally(() => told(key));

  /** Keep one as it is written, with its files where they are given. Gives `saved`, or where it stands: it is not changed then. */
  const save = (draft, blobs) => within("readwrite", ({ drafts, files, arrived }, give) => {
    arrived.get(draft.key).onsuccess = ({ target }) => {
      if (target.result) return give("arrived");
      drafts.get(draft.key).onsuccess = ({ target: { result: known } }) => {
        if (known && known.state !== "draft") return give(known.state);
        drafts.put({ ...draft, state: "draft", saved: Date.now(), why: "", errors: draft.errors ?? [] });
        if (blobs) files.put({ key: draft.key, files: blobs });
        give("saved");
      };
    };
  });

  const all = () => within("readonly", ({ drafts }, give) => { drafts.getAll().onsuccess = ({ target }) => give(target.result); });
  const filesOf = (key) => within("readonly", ({ files }, give) => { files.get(key).onsuccess = ({ target }) => give(target.result?.files ?? []); });
  const arrivedOf = (account) => within("readonly", ({ arrived }, give) => {
    arrived.getAll().onsuccess = ({ target }) => give(target.result.filter((one) => one.account === account).sort((a, b) => b.at - a.at));
  });

  const wait = (key) => turn(key, ["draft"], () => ({ state: "waiting", why: "", errors: [] }));
  const change = (key) => turn(key, ["waiting"], () => ({ state: "draft", why: "" }));
  const claim = (key, account) => turn(key, ["draft", "waiting"], (known) => (known.account ? {} : { account }));

  const forget = (key, receipt) => within("readwrite", ({ drafts, files, arrived }) => {
    drafts.delete(key);
    files.delete(key);
    if (receipt) arrived.put(receipt);
    arrived.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      if (cursor.value.at < Date.now() - KEEP_ARRIVED) cursor.delete();
      cursor.continue();
    };
  }).finally(() => told(key));

  const sending = (work) => navigator.locks.request("contributions-sending", work);
  /** Delete one from the device; never while it is being sent. */
  const remove = (key) => sending(() => forget(key));

  const asked = (path, more) => fetch(path, { ...more, redirect: "error", cache: "no-store", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });

  /** Send one once; gives the word for how it went. */
  async function send(key, session) {
    const draft = await turn(key, ["waiting", "tried"], (known) => ({ state: "tried", doubt: known.state === "tried", left: Date.now(), why: "" }));
    if (!draft) return "gone";
    const body = new FormData();
    for (const [name, value] of draft.fields) body.append(name, value);
    for (const { name, blob } of await filesOf(key)) body.append("files", blob, name);
    for (const [name, value] of Object.entries({ key, form: session.form, account: draft.account })) body.set(name, value);
    let answer;
    try {
      answer = await (await asked(draft.path, { method: "POST", body })).json();
      if (answer.key !== key) throw new Error("this is no answer of the site");
    } catch {
      await turn(key, ["tried"], () => ({ doubt: true, why: "away" }));
      return "away";
    }
    if (answer.state === "received") {
      await forget(key, { key, account: draft.account, kind: draft.kind, at: Date.now(), path: draft.path });
      if (answer.offersHelp) told({ help: key }); // to the page that is open, and kept nowhere
    } else if (answer.state === "refused") await turn(key, ["tried"], () => ({ state: "draft", doubt: false, why: "refused", errors: answer.errors }));
    else if (answer.state === "unknown") await turn(key, ["tried"], () => ({ doubt: true, why: "away" }));
    // The site did not pass it on this time. What went before may have arrived all the same.
    else await turn(key, ["tried"], (known) => ({ state: known.doubt ? "tried" : "waiting", why: answer.state }));
    return answer.state;
  }

  /** Send all that waits, one after another, in one tab or worker at a time. Gives how many still wait. */
  const sendAll = () => sending(async () => {
    const due = (await all()).filter((one) => one.state !== "draft");
    if (!due.length) return 0;
    const why = (key, word) => turn(key, ["waiting", "tried"], () => ({ why: word }));
    let session;
    try {
      session = await (await asked(SESSION)).json();
      if (typeof session.account !== "string") throw new Error("this is no answer of the site");
    } catch {
      for (const { key } of due) await why(key, "away");
      return due.length;
    }
    let left = 0;
    for (const { key, account } of due) {
      const word = account && account === session.account ? await send(key, session) : session.account && account ? "another" : "sign-in";
      if (word === "another" || word === "sign-in") await why(key, word);
      if (!["received", "refused", "gone"].includes(word)) left += 1;
    }
    return left;
  });

  return { able, all, arrivedOf, change, claim, filesOf, remove, save, sendAll, wait };
})();
