"""Document lengths in one byte each, as Whoosh keeps them: exact for short documents, then ever coarser.

The byte b means round(27 · (1.033^b - 1)) tokens; a length has the first byte that does not mean less. It is
computed here, because to import Whoosh's table takes longer than a search.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LENGTHS = np.array([round((1.033**byte - 1) * 27) for byte in range(256)], np.int64)

LENGTH_OF_BYTE: NDArray[np.float32] = _LENGTHS.astype(np.float32)
"""How many tokens each byte means, [256]."""


def bytes_of_lengths(lengths: NDArray[np.integer]) -> NDArray[np.uint8]:
    """The byte of each length; 255 for all that are too long."""
    return np.minimum(np.searchsorted(_LENGTHS, lengths), 255).astype(np.uint8)
