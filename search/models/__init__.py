"""What search keeps: what can be found, how words are said, what people look for."""

from search.models.builds import SearchBuild as SearchBuild
from search.models.entries import SearchEntry as SearchEntry
from search.models.entries import SearchFacet as SearchFacet
from search.models.entries import SearchGone as SearchGone
from search.models.entries import SearchShelf as SearchShelf
from search.models.saved import SavedMatch as SavedMatch
from search.models.saved import SavedSearch as SavedSearch
from search.models.synonyms import SynonymGroup as SynonymGroup
from search.models.synonyms import SynonymsLaid as SynonymsLaid
from search.models.use import SearchUse as SearchUse
from search.models.words import SearchWord as SearchWord
from search.models.words import SearchWordCount as SearchWordCount
from search.models.words import SearchWordKey as SearchWordKey
