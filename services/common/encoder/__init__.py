"""A text encoder for the stages that read: word pieces with their places, and a model that runs on them."""

from services.common.encoder.model import Model
from services.common.encoder.pieces import UNKNOWN, Pieces, WordPieces, english, vocabulary
from services.common.encoder.words import Word, shape, words

__all__ = ["UNKNOWN", "Model", "Pieces", "Word", "WordPieces", "english", "shape", "vocabulary", "words"]
