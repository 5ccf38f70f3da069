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

  // Its dialogs add one style element; with a nonce a strict policy lets it in, without one they work all the same.
  if (nonce) window.__webpack_nonce__ = nonce;
  const tabs = exampleTabs();
  rememberFirst(tabs[0]);
  document.getElementById('graphiql-reset').addEventListener('click', forgetTabs);
  root.textContent = '';
  ReactDOM.createRoot(root).render(
    React.createElement(GraphiQL, {
      fetcher: GraphiQL.createFetcher({ url: endpoint, fetch: fetchWithToken }),
      defaultTabs: tabs.length ? tabs : undefined,
      defaultEditorToolsVisibility: true,
      shouldPersistHeaders: false,
    }),
  );
})();
