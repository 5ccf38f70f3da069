package wham.analysis;

import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.CATENATE_ALL;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.CATENATE_NUMBERS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.CATENATE_WORDS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.GENERATE_WORD_PARTS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.IGNORE_KEYWORDS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.PRESERVE_ORIGINAL;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.SPLIT_ON_NUMERICS;
import static org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterIterator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.TokenFilterFactory;

/** {@code word_delimiter_graph}: splits "COVID-19" and "PowerShot" into their parts. */
final class WordDelimiters {
    private record Option(String setting, int flag, boolean byDefault) {}

    private static final List<Option> OPTIONS = List.of(
        new Option("generate_word_parts", GENERATE_WORD_PARTS, true),
        new Option("generate_number_parts", GENERATE_NUMBER_PARTS, true),
        new Option("catenate_words", CATENATE_WORDS, false),
        new Option("catenate_numbers", CATENATE_NUMBERS, false),
        new Option("catenate_all", CATENATE_ALL, false),
        new Option("split_on_case_change", SPLIT_ON_CASE_CHANGE, true),
        new Option("preserve_original", PRESERVE_ORIGINAL, false),
        new Option("split_on_numerics", SPLIT_ON_NUMERICS, true),
        new Option("stem_english_possessive", STEM_ENGLISH_POSSESSIVE, true),
        new Option("ignore_keywords", IGNORE_KEYWORDS, false));

    /** Bits of a character's type, as in Lucene's table (some of its constants are not public). */
    private static final Map<String, Integer> TYPES = Map.of(
        "LOWER", 1, "UPPER", 2, "ALPHA", 3, "DIGIT", 4, "ALPHANUM", 7, "SUBWORD_DELIM", 8);

    private WordDelimiters() {}

    static TokenFilterFactory graph(IndexSettings index, Environment env, String name, Settings settings) {
        int flags = OPTIONS.stream()
            .filter(option -> settings.getAsBoolean(option.setting(), option.byDefault()))
            .mapToInt(Option::flag)
            .sum();
        boolean adjustOffsets = settings.getAsBoolean("adjust_offsets", true);
        byte[] types = typeTable(Analysis.getWordList(env, settings, "type_table"));
        Set<?> words = Analysis.getWordSet(env, settings, "protected_words");
        CharArraySet protectedWords = words == null ? null : CharArraySet.copy(words);
        return new Filter.Splitting(name, in -> new WordDelimiterGraphFilter(in, adjustOffsets, types, flags, protectedWords));
    }

    /** Rules such as {@code "- => ALPHA"} change the type of one character each. */
    private static byte[] typeTable(List<String> rules) {
        if (rules == null) {
            return WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE;
        }
        byte[] table = WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE.clone();
        for (String text : rules) {
            Rule rule = Rule.parse(text);
            Integer type = TYPES.get(rule.right());
            if (rule.left().length() != 1 || type == null) {
                throw new IllegalArgumentException(
                    "Invalid Mapping Rule : [" + text + "]. One character and a known type are needed.");
            }
            int character = rule.left().charAt(0);
            int known = table.length;
            if (character >= known) {
                table = Arrays.copyOf(table, character + 1);
                for (int other = known; other < character; other++) {
                    table[other] = WordDelimiterIterator.getType(other);
                }
            }
            table[character] = type.byteValue();
        }
        return table;
    }
}
