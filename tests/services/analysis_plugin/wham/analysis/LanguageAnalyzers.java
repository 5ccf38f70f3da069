package wham.analysis;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** Language analyzers, as named in a mapping or configured with {@code stopwords} and {@code stem_exclusion}. */
final class LanguageAnalyzers {
    static final Map<String, Supplier<Analyzer>> DEFAULTS = Map.of(
        "english", EnglishAnalyzer::new,
        "french", FrenchAnalyzer::new,
        "german", GermanAnalyzer::new,
        "italian", ItalianAnalyzer::new,
        "portuguese", PortugueseAnalyzer::new,
        "spanish", SpanishAnalyzer::new);

    private LanguageAnalyzers() {}

    static Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> configurable() {
        Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> all = new HashMap<>();
        add(all, "english", EnglishAnalyzer::new, EnglishAnalyzer.getDefaultStopSet());
        add(all, "french", FrenchAnalyzer::new, FrenchAnalyzer.getDefaultStopSet());
        add(all, "german", GermanAnalyzer::new, GermanAnalyzer.getDefaultStopSet());
        add(all, "italian", ItalianAnalyzer::new, ItalianAnalyzer.getDefaultStopSet());
        add(all, "portuguese", PortugueseAnalyzer::new, PortugueseAnalyzer.getDefaultStopSet());
        add(all, "spanish", SpanishAnalyzer::new, SpanishAnalyzer.getDefaultStopSet());
        return all;
    }

    private static void add(
        Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> all,
        String language,
        BiFunction<CharArraySet, CharArraySet, Analyzer> constructor,
        CharArraySet defaultStopWords
    ) {
        all.put(language, (index, env, name, settings) -> {
            Analyzer analyzer = constructor.apply(
                Analysis.parseStopWords(env, settings, defaultStopWords),
                Analysis.parseStemExclusion(settings, CharArraySet.EMPTY_SET));
            return new AbstractIndexAnalyzerProvider<>(name) {
                @Override
                public Analyzer get() {
                    return analyzer;
                }
            };
        });
    }
}
