/* The frame around a preview on the site: the site may not touch the form, so it asks this page of the admin to go to a field. Asked by any other
   page, or for anything but a place of a form of this admin, it does nothing. */
(() => {
  const frame = document.querySelector("iframe");
  const site = new URL(frame.src).origin;
  addEventListener("message", ({ source, origin, data }) => {
    if (source !== frame.contentWindow || origin !== site || data?.type !== "click-to-edit") return;
    const [form, anchor] = String(data.address).split("#");
    if (!anchor?.startsWith(":w:contentpath=")) return;
    if (form && new URL(form, location.href).origin !== location.origin) return;
    window.clickToEdit.open(`${form}#${anchor}`);
  });
})();
