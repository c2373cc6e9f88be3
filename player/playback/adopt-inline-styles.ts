/**
 * Media Chrome writes `<style>` into its shadow roots, which our Content-Security-Policy (style-src 'self') forbids;
 * constructed style sheets it allows. So, for the elements named, what would become a `<style>` becomes a sheet that
 * the shadow root adopts. A stand-in stays behind and answers `.sheet`, because Media Chrome looks for `style`
 * elements to change their rules.
 */
export function adoptInlineStyles(tags: readonly string[]): void {
  for (const tag of tags) {
    const element = customElements.get(tag);
    if (element) element.prototype.attachShadow = attachShadowWithoutStyles;
  }
}

/** Where a `<style>` stood, while the HTML is parsed. */
const PLACE = 'rostrum-style-place';
/** In a namespace of its own a `style` element matches the selector, and means nothing to the browser. */
const INERT_NAMESPACE = 'urn:rostrum:inert';

function attachShadowWithoutStyles(this: Element, init: ShadowRootInit): ShadowRoot {
  const root = Element.prototype.attachShadow.call(this, init);
  const write = (html: string) => {
    writeHtml(root, html.replaceAll('<style', `<${PLACE}`).replaceAll('</style>', `</${PLACE}>`));
    adoptStyles(root);
  };
  Object.defineProperties(root, { setHTMLUnsafe: { value: write }, innerHTML: { set: write } });
  return root;
}

/** setHTMLUnsafe also makes the declarative shadow roots that Media Chrome nests. */
function writeHtml(root: ShadowRoot, html: string): void {
  const { setHTMLUnsafe } = ShadowRoot.prototype;
  if (setHTMLUnsafe) setHTMLUnsafe.call(root, html);
  else Object.getOwnPropertyDescriptor(ShadowRoot.prototype, 'innerHTML')?.set?.call(root, html);
}

function adoptStyles(root: ShadowRoot): void {
  for (const place of root.querySelectorAll(PLACE)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(place.textContent ?? '');
    root.adoptedStyleSheets.push(sheet);
    const standIn = document.createElementNS(INERT_NAMESPACE, 'style');
    Object.defineProperty(standIn, 'sheet', { value: sheet });
    place.replaceWith(standIn);
  }
  for (const element of root.querySelectorAll('*')) if (element.shadowRoot) adoptStyles(element.shadowRoot);
}
