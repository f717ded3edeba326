/** Four lines that join in one. Inline, because a page may load nothing from other origins. */
export const ICON = `\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">\
<rect width="32" height="32" rx="7" fill="#1f2a44"/>\
<g fill="none" stroke="#7dd3fc" stroke-width="2">\
<path d="M8 6C18 6 14 16 24 16M8 12.7C15 12.7 15 16 24 16M8 19.3C15 19.3 15 16 24 16M8 26C18 26 14 16 24 16"/></g>\
<g fill="#fff"><circle cx="8" cy="6" r="2.4"/><circle cx="8" cy="12.7" r="2.4"/><circle cx="8" cy="19.3" r="2.4"/>\
<circle cx="8" cy="26" r="2.4"/></g><circle cx="24" cy="16" r="4" fill="#f59e0b"/></svg>`;
