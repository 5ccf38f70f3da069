// Starts GraphiQL on the page that `graphql_api/graphiql.html` renders. No inline script, so that a strict
// Content-Security-Policy holds.
'use strict';

(() => {
  const root = document.getElementById('graphiql');
  const { nonce } = document.currentScript;
  const endpoint = new URL(root.dataset.endpoint, window.location.href).href;

  /** The value of Django's csrftoken cookie, or null when there is none. */
  function csrfToken() {
    const match = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]*)/);
    return match ? decodeURIComponent(match[1]) : null;
  }

  /** fetch with the token of the moment: signing in changes it while this page stays open. */
  function fetchWithToken(url, init) {
    const headers = new Headers(init.headers);
    const token = csrfToken();
    if (token) headers.set('X-CSRFToken', token);
    return window.fetch(url, { ...init, headers, credentials: 'same-origin' });
  }

  /** A tab for each saved example; its name is a comment above the query. */
  function exampleTabs() {
    const saved = document.getElementById('graphiql-examples');
    const examples = (saved && JSON.parse(saved.textContent)) || [];
    return examples.map(({ name, query, variables }) => ({
      query: query.trimStart().startsWith('#') ? query : `# ${name}\n${query}`,
      variables: typeof variables === 'object' && variables ? JSON.stringify(variables, null, 2) : (variables ?? null),
      headers: null,
    }));
  }

  /** Open the first tab with its variables too: GraphiQL takes those of the open tab from storage alone. */
  function rememberFirst(tab) {
    if (!tab || window.localStorage.getItem('graphiql:tabState')) return;
    window.localStorage.setItem('graphiql:query', tab.query);
    window.localStorage.setItem('graphiql:variables', tab.variables || '');
  }

  /** GraphiQL keeps its tabs in this browser; forgetting them brings the examples back. */
  function forgetTabs() {
    Object.keys(window.localStorage)
      .filter((key) => key.startsWith('graphiql:'))
      .forEach((key) => window.localStorage.removeItem(key));
    window.location.reload();
  }

  /** Show an example: its own tab where that is still open, else a new one. */
  function showExample(tab) {
    const [, operation] = tab.query.match(/^(?:query|mutation)\s+(\w+)/m) ?? [];
    const open = [...root.querySelectorAll('.graphiql-tab-button')].find((button) => button.textContent === operation);
    if (open) {
      open.click();
      open.scrollIntoView({ block: 'nearest', inline: 'center' });
      return;
    }
    root.querySelector('.graphiql-tab-add').click();
    window.requestAnimationFrame(() => {
      const write = (selector, text) => root.querySelector(`${selector} .CodeMirror`)?.CodeMirror.setValue(text);
      write('.graphiql-query-editor', tab.query);
      write('.graphiql-editor-tool .graphiql-editor:not(.hidden)', tab.variables ?? '');
    });
  }

  /** Name the editors for screen readers, and let Tab go on from them: in CodeMirror it indents, and nobody gets out by keyboard. */
  function openEditors() {
    for (const editor of root.querySelectorAll('.CodeMirror')) {
      const area = editor.querySelector('textarea:not([aria-label])');
      if (!area) continue;
      area.setAttribute('aria-label', editor.closest('section')?.getAttribute('aria-label') ?? 'Editor');
      Object.assign(editor.CodeMirror.constructor.keyMap.default, { Tab: false, 'Shift-Tab': false });
    }
  }

  // Its dialogs add one style element; with a nonce a strict policy lets it in, without one they work all the same.
  if (nonce) window.__webpack_nonce__ = nonce;
  const tabs = exampleTabs();
  rememberFirst(tabs[0]);
  document.getElementById('graphiql-reset').addEventListener('click', forgetTabs);
  const choice = document.getElementById('graphiql-example');
  choice?.addEventListener('change', () => {
    if (choice.value) showExample(tabs[Number(choice.value)]);
    choice.value = ''; // so that the same one can be chosen again
  });
  root.textContent = '';
  new MutationObserver(openEditors).observe(root, { childList: true, subtree: true });
  ReactDOM.createRoot(root).render(
    React.createElement(GraphiQL, {
      fetcher: GraphiQL.createFetcher({ url: endpoint, fetch: fetchWithToken }),
      defaultTabs: tabs.length ? tabs : undefined,
      defaultEditorToolsVisibility: true,
      shouldPersistHeaders: false,
    }),
  );
})();
