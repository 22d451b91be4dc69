"""Texts with which a stranger would get a script into a page, or make it show something else than what is there."""

from support.browser import FLAG

SCRIPT = f"window.{FLAG}=1"

TEXTS = {
    "element": f"<script>{SCRIPT}</script>",
    "attribute": f"\"><img src=x onerror={SCRIPT}>",
    "apostrophe": f"'><svg onload={SCRIPT}>",
    "closing": f"</textarea></title></style></script><script>{SCRIPT}</script>",
    "handler": f"\" autofocus onfocus={SCRIPT} x=\"",
    "comment": f"--><script>{SCRIPT}</script><!--",
    "address": f"javascript:{SCRIPT}",
    "entity": "&lt;b&gt; &amp; &#60;i&#62;",
    "template": "{{7*7}} {{{data}}} ${7*7} <%= 7*7 %>",
    # A quote that forms one character with the accent behind it.
    "accent": f"\"\u0301><img src=x onerror={SCRIPT}>",
    "long": "Donaudampfschifffahrtsgesellschaft" * 40,
}

# They turn the direction of what follows: "invoice\u202egnp.exe" reads as "invoiceexe.png".
STEERING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
TURNED = "invoice\u202egnp.exe\u2066x\u2069"
