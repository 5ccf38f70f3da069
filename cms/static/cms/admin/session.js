/* Watches over the session of whoever writes here. It may end, or somebody may sign in again in another tab, while a form is open: the writer is told
   at once, signs in beside it, and goes on. Nothing on the page is touched meanwhile: rich text, blocks and chosen files stay. */
(() => {
  const { watch, signIn, user, cookie } = document.currentScript.dataset;
  const CODES = ["signed_out", "form_expired"];
  const PATIENCE = 20000; // ms for which an answer of the server is believed before files are sent
  let lastAnswer = Date.now();

  /** The token that the server expects now: signing in anywhere changes it. */
  const token = () => document.cookie.split("; ").find((one) => one.startsWith(`${cookie}=`))?.slice(cookie.length + 1);

  const renew = (form) => {
    const now = token();
    if (now) form.querySelectorAll("input[name='csrfmiddlewaretoken']").forEach((input) => { input.value = now; });
  };

  const dialog = document.createElement("dialog");
  dialog.className = "signed-out";
  dialog.setAttribute("aria-labelledby", "signed-out-heading");
  dialog.innerHTML = `<h2 id="signed-out-heading">You have been signed out</h2>
    <p>What you wrote is still on this page. Sign in again in another tab, then come back: you can go on where you were.</p>
    <p><a class="button" target="_blank" rel="noopener">Sign in</a> <button type="button" class="button button-secondary">I have signed in</button></p>
    <p role="status"></p>`;
  dialog.querySelector("a").href = signIn;
  dialog.querySelector("button").addEventListener("click", () => check(true));
  const say = (words) => { dialog.querySelector("[role='status']").textContent = words; };

  const warn = () => {
    if (!user) return;
    if (!dialog.isConnected) document.body.append(dialog);
    if (!dialog.open) { say(""); dialog.showModal(); }
  };

  /** After signing in: go on, and have the admin save what it could not. */
  const goOn = () => {
    renew(document);
    if (!dialog.open) return;
    dialog.close();
    document.querySelector("[data-edit-form]")?.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true }));
  };

  /** Ask who is signed in; true where it is whoever opened this page. */
  const check = async (asked = false) => {
    let answer;
    try {
      answer = await ask(watch, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    } catch {
      return true; // no network: the admin says so itself
    }
    if (answer.status === 401) {
      warn();
      if (asked) say("Nobody is signed in yet.");
      return false;
    }
    if (!answer.ok) return true;
    lastAnswer = Date.now();
    const now = (await answer.json()).user;
    if (user && now !== user) {
      warn();
      say(`You are signed in as ${now} now, and this page was opened by ${user}. Sign in as ${user} again, or what you save counts as ${now}'s.`);
      renew(document);
      return false;
    }
    goOn();
    return true;
  };

  /** Every answer to a script is looked at: it may say that the session is over. */
  const ask = window.fetch.bind(window);
  const isOurs = (address) => new URL(address, document.baseURI).origin === window.location.origin;
  window.fetch = async (resource, options = {}) => {
    const address = resource instanceof Request ? resource.url : resource;
    if (!isOurs(address)) return ask(resource, options);
    const headers = new Headers(options.headers ?? (resource instanceof Request ? resource.headers : undefined));
    if (headers.has("X-CSRFToken") && token()) headers.set("X-CSRFToken", token());
    if (options.body instanceof FormData && options.body.has("csrfmiddlewaretoken") && token()) options.body.set("csrfmiddlewaretoken", token());
    const answer = await ask(resource, { ...options, headers });
    if (answer.redirected && new URL(answer.url).pathname === new URL(signIn, document.baseURI).pathname) {
      warn();
    } else if (answer.status === 401 || answer.status === 403) {
      answer.clone().json().then((said) => CODES.includes(said.error_code) && warn(), () => {});
    } else if (answer.ok) {
      lastAnswer = Date.now();
    }
    return answer;
  };

  const { open, setRequestHeader, send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function opened(method, address, ...rest) {
    this.isOurs = isOurs(address);
    return open.call(this, method, address, ...rest);
  };
  XMLHttpRequest.prototype.setRequestHeader = function set(name, value) {
    const renewed = this.isOurs && name.toLowerCase() === "x-csrftoken" && token();
    return setRequestHeader.call(this, name, renewed || value);
  };
  XMLHttpRequest.prototype.send = function sent(body) {
    this.addEventListener("load", () => {
      if (this.isOurs && [401, 403].includes(this.status) && CODES.some((code) => this.responseText?.includes(`"${code}"`))) warn();
    });
    return send.call(this, body);
  };

  /** A form that is sent has the token of now. One with files is sent only when somebody is signed in: a browser sends files once. */
  const holdsFiles = (form) => [...form.querySelectorAll("input[type='file']")].some((input) => input.files.length);
  const sure = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    renew(form);
    if (!user || !holdsFiles(form) || sure.delete(form) || Date.now() - lastAnswer < PATIENCE) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    check().then((fine) => {
      if (!fine) return;
      sure.add(form);
      if (submitter?.name) { // pressed already, and perhaps disabled since: what it says is sent all the same
        const pressed = document.createElement("input");
        Object.assign(pressed, { type: "hidden", name: submitter.name, value: submitter.value });
        form.append(pressed);
      }
      form.requestSubmit();
    });
  }, true);
  const submit = HTMLFormElement.prototype.submit;
  HTMLFormElement.prototype.submit = function submitted() {
    renew(this);
    return submit.call(this);
  };

  /** Whoever comes back to the tab is told before they type a word. */
  const back = () => { if (document.visibilityState === "visible") { renew(document); check(); } };
  document.addEventListener("visibilitychange", back);
  window.addEventListener("pageshow", (event) => event.persisted && back());
})();
