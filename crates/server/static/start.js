// Runs before the page is drawn: the design system styles and starts its components by these classes.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("nhsuk-frontend-supported");
