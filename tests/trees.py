"""Trees as forms and the JSON interface may send them, with every text that YAML could take for something else."""

from __future__ import annotations

from hypothesis import strategies as st

TEXTS = st.text(
    max_size=80,
    alphabet=st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\n\r\t :#-'\"{}[],&*!|>%@`?~\\ \u3000\u0085\u2028\ufeff0e."),
    ),
)
NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
TREES = st.dictionaries(
    NAMES,
    st.recursive(
        TEXTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=6
    ),
    max_size=4,
)
