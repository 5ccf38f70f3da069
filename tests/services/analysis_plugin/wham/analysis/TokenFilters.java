package wham.analysis;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.core.DecimalDigitFilter;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.core.LowerCaseFilter;
import org.apache.lucene.analysis.core.UpperCaseFilter;
import org.apache.lucene.analysis.de.GermanNormalizationFilter;
import org.apache.lucene.analysis.el.GreekLowerCaseFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.ga.IrishLowerCaseFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.miscellaneous.LimitTokenCountFilter;
import org.apache.lucene.analysis.miscellaneous.PatternKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.ScandinavianFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.SetKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.TrimFilter;
import org.apache.lucene.analysis.miscellaneous.TruncateTokenFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.ngram.NGramTokenFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.reverse.ReverseStringFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.tr.ApostropheFilter;
import org.apache.lucene.analysis.tr.TurkishLowerCaseFilter;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.elasticsearch.common.Strings;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;

/** The token filters, by their official names; synonyms are in {@link SynonymFilterFactory}. */
final class TokenFilters {
    private TokenFilters() {}

    static Map<String, AnalysisProvider<TokenFilterFactory>> all() {
        Map<String, AnalysisProvider<TokenFilterFactory>> all = new HashMap<>();

        // Filters without settings.
        plain(all, "apostrophe", Filter::new, ApostropheFilter::new);
        plain(all, "decimal_digit", Filter.Normalizing::new, DecimalDigitFilter::new);
        plain(all, "flatten_graph", Filter::new, FlattenGraphFilter::new);
        plain(all, "german_normalization", Filter.Normalizing::new, GermanNormalizationFilter::new);
        plain(all, "kstem", Filter::new, KStemFilter::new);
        plain(all, "porter_stem", Filter::new, PorterStemFilter::new);
        plain(all, "remove_duplicates", Filter::new, RemoveDuplicatesTokenFilter::new);
        plain(all, "reverse", Filter::new, ReverseStringFilter::new);
        plain(all, "scandinavian_folding", Filter.Normalizing::new, ScandinavianFoldingFilter::new);
        plain(all, "trim", Filter.Normalizing::new, TrimFilter::new);
        plain(all, "uppercase", Filter.Normalizing::new, UpperCaseFilter::new);

        // Filters with settings that all have a default.
        all.put("asciifolding", (index, env, name, settings) -> asciiFolding(name, settings));
        all.put("edge_ngram", (index, env, name, settings) -> edgeNGram(name, settings));
        all.put("length", (index, env, name, settings) -> {
            int min = settings.getAsInt("min", 0);
            int max = settings.getAsInt("max", Integer.MAX_VALUE);
            return new Filter(name, in -> new LengthFilter(in, min, max));
        });
        all.put("limit", (index, env, name, settings) -> {
            int count = settings.getAsInt("max_token_count", 1);
            boolean consumeAll = settings.getAsBoolean("consume_all_tokens", false);
            return new Filter(name, in -> new LimitTokenCountFilter(in, count, consumeAll));
        });
        all.put("lowercase", (index, env, name, settings) -> lowercase(name, settings.get("language")));
        all.put("ngram", (index, env, name, settings) -> {
            int min = settings.getAsInt("min_gram", 1);
            int max = settings.getAsInt("max_gram", 2);
            boolean preserve = settings.getAsBoolean("preserve_original", false);
            Tokenizers.checkGramSpread(index, min, max);
            return new Filter.Splitting(name, in -> new NGramTokenFilter(in, min, max, preserve));
        });
        all.put("snowball", (index, env, name, settings) -> {
            String language = Strings.capitalize(settings.get("language", settings.get("name", "English")));
            return new Filter(name, in -> new SnowballFilter(in, language));
        });
        all.put("stemmer", (index, env, name, settings) ->
            new Filter(name, Stemmers.forLanguage(settings.get("language", settings.get("name", "porter")))));
        all.put("unique", (index, env, name, settings) -> {
            boolean onlyOnSamePosition = settings.getAsBoolean("only_on_same_position", false);
            return new Filter(name, in -> new UniqueFilter(in, onlyOnSamePosition));
        });
        all.put("word_delimiter_graph", WordDelimiters::graph);

        // Filters that mean nothing without settings.
        required(all, "elision", (index, env, name, settings) -> {
            CharArraySet articles = Analysis.parseArticles(env, settings);
            if (articles == null) {
                throw new IllegalArgumentException("elision filter requires [articles] or [articles_path] setting");
            }
            return new Filter.Normalizing(name, in -> new ElisionFilter(in, articles));
        });
        required(all, "keyword_marker", (index, env, name, settings) -> keywordMarker(name, env, settings));
        required(all, "pattern_replace", (index, env, name, settings) -> {
            String pattern = settings.get("pattern");
            if (pattern == null) {
                throw new IllegalArgumentException(
                    "pattern is missing for [" + name + "] token filter of type 'pattern_replace'");
            }
            Pattern compiled = Regex.compile(pattern, settings.get("flags"));
            String replacement = settings.get("replacement", "");
            boolean everywhere = settings.getAsBoolean("all", true);
            return new Filter.Normalizing(name, in -> new PatternReplaceFilter(in, compiled, replacement, everywhere));
        });
        required(all, "stemmer_override", (index, env, name, settings) -> Stemmers.override(name, env, settings));
        required(all, "truncate", (index, env, name, settings) -> {
            int length = settings.getAsInt("length", -1);
            if (length <= 0) {
                throw new IllegalArgumentException("length parameter must be provided");
            }
            return new Filter(name, in -> new TruncateTokenFilter(in, length));
        });
        return all;
    }

    private static void plain(
        Map<String, AnalysisProvider<TokenFilterFactory>> all,
        String type,
        BiFunction<String, UnaryOperator<TokenStream>, TokenFilterFactory> kind,
        UnaryOperator<TokenStream> wrap
    ) {
        all.put(type, (index, env, name, settings) -> kind.apply(name, wrap));
    }

    private static void required(
        Map<String, AnalysisProvider<TokenFilterFactory>> all, String type, AnalysisProvider<TokenFilterFactory> provider
    ) {
        all.put(type, AnalysisPlugin.requiresAnalysisSettings(provider));
    }

    private static TokenFilterFactory asciiFolding(String name, Settings settings) {
        if (settings.getAsBoolean("preserve_original", false)) {
            return new Filter.PreservingOriginal(name, in -> new ASCIIFoldingFilter(in, true), ASCIIFoldingFilter::new);
        }
        return new Filter.Normalizing(name, ASCIIFoldingFilter::new);
    }

    private static TokenFilterFactory edgeNGram(String name, Settings settings) {
        int min = settings.getAsInt("min_gram", 1);
        int max = settings.getAsInt("max_gram", 2);
        boolean preserve = settings.getAsBoolean("preserve_original", false);
        String side = settings.get("side", "front");
        return switch (side) {
            case "front" -> new Filter.Splitting(name, in -> new EdgeNGramTokenFilter(in, min, max, preserve));
            // Lucene has grams from the front only: reverse, take them, and reverse again.
            case "back" -> new Filter.Splitting(name, in -> new ReverseStringFilter(
                new EdgeNGramTokenFilter(new ReverseStringFilter(in), min, max, preserve)));
            default -> throw new IllegalArgumentException("invalid side: " + side);
        };
    }

    private static TokenFilterFactory lowercase(String name, String language) {
        return switch (language) {
            case null -> new Filter.Normalizing(name, LowerCaseFilter::new);
            case "greek" -> new Filter.Normalizing(name, GreekLowerCaseFilter::new);
            case "irish" -> new Filter.Normalizing(name, IrishLowerCaseFilter::new);
            case "turkish" -> new Filter.Normalizing(name, TurkishLowerCaseFilter::new);
            default -> throw new IllegalArgumentException("language [" + language + "] not support for lower case");
        };
    }

    private static TokenFilterFactory keywordMarker(String name, Environment env, Settings settings) {
        String pattern = settings.get("keywords_pattern");
        Set<?> words = Analysis.getWordSet(env, settings, "keywords");
        if ((pattern == null) == (words == null)) {
            throw new IllegalArgumentException(
                "keyword_marker requires either `keywords` (or `keywords_path`) or `keywords_pattern`, and not both");
        }
        if (pattern != null) {
            Pattern compiled = Pattern.compile(pattern);
            return new Filter(name, in -> new PatternKeywordMarkerFilter(in, compiled));
        }
        CharArraySet keywords = new CharArraySet(words, settings.getAsBoolean("ignore_case", false));
        return new Filter(name, in -> new SetKeywordMarkerFilter(in, keywords));
    }
}
