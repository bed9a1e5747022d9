"""Reading a report: tokens, folded words, sentences, sections and languages, all with offsets into the source."""
