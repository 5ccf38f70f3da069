// What Wagtail's admin needs under a strict Content-Security-Policy.
'use strict';

// Starts a widget of Wagtail's where its element stands, as an inline script did:
// <start-widget hidden name="PageChooser" arguments='["id_page", {}]'></start-widget>.
(() => {
  // What an element may start: no markup, wherever it comes from, can call anything else.
  const CONSTRUCTED = ['Chooser', 'PageChooser', 'ImageChooser', 'DocumentChooser', 'SnippetChooser', 'InlinePanel', 'MultipleChooserPanel'];
  const CALLED = ['initDateChooser', 'initTimeChooser', 'initDateTimeChooser', 'createTaskChooser'];

  class StartWidget extends HTMLElement {
    #started = false; // an element that is moved is connected again

    connectedCallback() {
      if (this.#started) return;
      this.#started = true;
      const name = this.getAttribute('name');
      const values = JSON.parse(this.getAttribute('arguments'));
      if (CONSTRUCTED.includes(name)) Reflect.construct(window[name], values);
      else if (CALLED.includes(name)) window[name](...values);
      else throw new Error(`start-widget does not know ${name}: name it in content-security.js`);
    }
  }

  window.customElements.define('start-widget', StartWidget);
})();

// Rich text writes a <style> for its placeholders. An element that a script of this site makes gets the nonce of this answer; one that
// comes in markup does not.
(() => {
  const { nonce } = document.currentScript;
  const createElement = document.createElement.bind(document);
  document.createElement = (name, options) => {
    const made = createElement(name, options);
    if (made instanceof HTMLStyleElement) made.nonce = nonce;
    return made;
  };
})();
