package wham.analysis;

import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharFilter;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.LetterTokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenizer;
import org.apache.lucene.analysis.ngram.NGramTokenizer;
import org.apache.lucene.analysis.path.PathHierarchyTokenizer;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** The tokenizers, by their official names ({@code standard} is in the server). */
final class Tokenizers {
    private static final Map<String, IntPredicate> CHARACTER_CLASSES = Map.of(
        "letter", Character::isLetter,
        "digit", Character::isDigit,
        "whitespace", Character::isWhitespace,
        "punctuation", c -> switch (Character.getType(c)) {
            case Character.START_PUNCTUATION, Character.END_PUNCTUATION, Character.OTHER_PUNCTUATION,
                Character.CONNECTOR_PUNCTUATION, Character.DASH_PUNCTUATION,
                Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION -> true;
            default -> false;
        },
        "symbol", c -> switch (Character.getType(c)) {
            case Character.CURRENCY_SYMBOL, Character.MATH_SYMBOL, Character.OTHER_SYMBOL, Character.MODIFIER_SYMBOL -> true;
            default -> false;
        });

    private Tokenizers() {}

    static Map<String, AnalysisProvider<TokenizerFactory>> all() {
        Map<String, AnalysisProvider<TokenizerFactory>> all = new HashMap<>();
        simple(all, "keyword", KeywordTokenizer::new);
        simple(all, "letter", LetterTokenizer::new);
        simple(all, "path_hierarchy", PathHierarchyTokenizer::new);
        simple(all, "uax_url_email", UAX29URLEmailTokenizer::new);
        simple(all, "whitespace", WhitespaceTokenizer::new);
        all.put("lowercase", (index, env, name, settings) -> TokenizerFactory.newFactory(name, LowercaseTokenizer::new));
        all.put("pattern", (index, env, name, settings) -> {
            Pattern pattern = Regex.compile(settings.get("pattern", "\\W+"), settings.get("flags"));
            int group = settings.getAsInt("group", -1);
            return TokenizerFactory.newFactory(name, () -> new PatternTokenizer(pattern, group));
        });
        all.put("ngram", (index, env, name, settings) -> {
            int min = settings.getAsInt("min_gram", NGramTokenizer.DEFAULT_MIN_NGRAM_SIZE);
            int max = settings.getAsInt("max_gram", NGramTokenizer.DEFAULT_MAX_NGRAM_SIZE);
            checkGramSpread(index, min, max);
            IntPredicate tokenChar = tokenChars(settings);
            return TokenizerFactory.newFactory(name, () -> new NGramTokenizer(min, max) {
                @Override
                protected boolean isTokenChar(int c) {
                    return tokenChar.test(c);
                }
            });
        });
        all.put("edge_ngram", (index, env, name, settings) -> {
            int min = settings.getAsInt("min_gram", NGramTokenizer.DEFAULT_MIN_NGRAM_SIZE);
            int max = settings.getAsInt("max_gram", NGramTokenizer.DEFAULT_MAX_NGRAM_SIZE);
            IntPredicate tokenChar = tokenChars(settings);
            return TokenizerFactory.newFactory(name, () -> new EdgeNGramTokenizer(min, max) {
                @Override
                protected boolean isTokenChar(int c) {
                    return tokenChar.test(c);
                }
            });
        });
        return all;
    }

    private static void simple(
        Map<String, AnalysisProvider<TokenizerFactory>> all, String type, Supplier<Tokenizer> tokenizer
    ) {
        all.put(type, (index, env, name, settings) -> TokenizerFactory.newFactory(name, tokenizer));
    }

    /** Refuses grams of too many sizes, as production does ({@code index.max_ngram_diff}, 1 by default). */
    static void checkGramSpread(IndexSettings index, int min, int max) {
        if (max - min > index.getMaxNgramDiff()) {
            throw new IllegalArgumentException(
                "The difference between max_gram and min_gram must be less than or equal to: [" + index.getMaxNgramDiff()
                    + "] but was [" + (max - min) + "]. This limit can be set by changing the ["
                    + IndexSettings.MAX_NGRAM_DIFF_SETTING.getKey() + "] index level setting.");
        }
    }

    /** The characters that {@code token_chars} keeps; all of them when it is not given. */
    private static IntPredicate tokenChars(Settings settings) {
        List<String> classes = settings.getAsList("token_chars");
        if (classes.isEmpty()) {
            return c -> true;
        }
        IntPredicate any = c -> false;
        for (String raw : classes) {
            String name = raw.strip().toLowerCase(Locale.ROOT);
            IntPredicate next = CHARACTER_CLASSES.get(name);
            if (name.equals("custom")) {
                String custom = settings.get("custom_token_chars");
                if (custom == null) {
                    throw new IllegalArgumentException("Token type: 'custom' requires setting `custom_token_chars`");
                }
                next = c -> custom.indexOf(c) >= 0;
            }
            if (next == null) {
                throw new IllegalArgumentException(
                    "Unknown token type: '" + name + "', must be one of " + CHARACTER_CLASSES.keySet() + " or custom");
            }
            any = any.or(next);
        }
        return any;
    }

    /** Letters, lower-cased; Lucene has dropped its own and the official module keeps one likewise. */
    private static final class LowercaseTokenizer extends CharTokenizer {
        @Override
        protected boolean isTokenChar(int c) {
            return Character.isLetter(c);
        }

        @Override
        public void reset() throws IOException {
            super.reset();
            input = new LowercaseReader(input);
        }
    }

    /** A char filter and not a plain reader, so that offsets still pass through the char filters before it. */
    private static final class LowercaseReader extends CharFilter {
        LowercaseReader(Reader input) {
            super(input);
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int count = input.read(buffer, offset, length);
            for (int at = offset; at < offset + count; at++) {
                buffer[at] = Character.toLowerCase(buffer[at]);
            }
            return count;
        }

        @Override
        protected int correct(int offset) {
            return offset;
        }
    }
}
