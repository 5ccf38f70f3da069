package wham.analysis;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.miscellaneous.KeywordRepeatFilter;
import org.apache.lucene.analysis.miscellaneous.TruncateTokenFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.PreBuiltAnalyzerProviderFactory;
import org.elasticsearch.index.analysis.PreConfiguredTokenFilter;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.index.mapper.Mapper;
import org.elasticsearch.index.mapper.TextFieldMapper;
import org.elasticsearch.index.reindex.DeleteByQueryAction;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.indices.analysis.PreBuiltCacheFactory.CachingStrategy;
import org.elasticsearch.plugins.ActionPlugin;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.MapperPlugin;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.synonyms.SynonymsManagementAPIService;

/**
 * Gives the bare test distribution of Elasticsearch the analysis components that the full one has
 * in its {@code analysis-common} module, under the same names and with the same settings.
 *
 * <p>Test support only. Each component is a thin layer over the Lucene class that the official one
 * uses, so tokens are the same; what the official module refuses (an n-gram filter before
 * synonyms, a stemmer in a normaliser) is refused here too, lest a test pass that production fails.
 */
public final class TestAnalysisPlugin extends Plugin implements AnalysisPlugin, ActionPlugin, MapperPlugin {

    /** Filled in by {@link #createComponents}; a {@code synonyms_set} is read only after that. */
    private final AtomicReference<SynonymsManagementAPIService> synonymSets = new AtomicReference<>();

    @Override
    public Collection<?> createComponents(PluginServices services) {
        synonymSets.set(new SynonymsManagementAPIService(services.client()));
        return List.of();
    }

    @Override
    public Collection<ActionHandler> getActions() {
        return List.of(new ActionHandler(DeleteByQueryAction.INSTANCE, SynonymRuleDeletion.class));
    }

    /** The index that holds the synonym sets has a field of this type; as plain text it serves as well. */
    @Override
    public Map<String, Mapper.TypeParser> getMappers() {
        return Map.of("match_only_text", TextFieldMapper.PARSER);
    }

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        Map<String, AnalysisProvider<TokenFilterFactory>> filters = new HashMap<>(TokenFilters.all());
        for (boolean graph : new boolean[] { false, true }) {
            filters.put(graph ? "synonym_graph" : "synonym", AnalysisPlugin.requiresAnalysisSettings(
                (index, env, name, settings) -> new SynonymFilterFactory(name, env, settings, graph, synonymSets::get)));
        }
        return filters;
    }

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return Tokenizers.all();
    }

    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        return CharFilters.all();
    }

    @Override
    public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
        return LanguageAnalyzers.configurable();
    }

    @Override
    public List<PreBuiltAnalyzerProviderFactory> getPreBuiltAnalyzerProviderFactories() {
        return LanguageAnalyzers.DEFAULTS.entrySet().stream()
            .map(entry -> new PreBuiltAnalyzerProviderFactory(entry.getKey(), CachingStrategy.ONE, entry.getValue()))
            .toList();
    }

    /** The filters that, named without settings, differ from their configured form with its defaults. */
    @Override
    public List<PreConfiguredTokenFilter> getPreConfiguredTokenFilters() {
        return List.of(
            PreConfiguredTokenFilter.singleton("edge_ngram", false, false, in -> new EdgeNGramTokenFilter(in, 1)),
            PreConfiguredTokenFilter.singleton("elision", true, in -> new ElisionFilter(in, FrenchAnalyzer.DEFAULT_ARTICLES)),
            PreConfiguredTokenFilter.singleton("keyword_repeat", false, false, KeywordRepeatFilter::new),
            PreConfiguredTokenFilter.singleton("truncate", false, in -> new TruncateTokenFilter(in, 10)));
    }
}
