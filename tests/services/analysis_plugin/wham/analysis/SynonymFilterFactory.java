package wham.analysis;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.text.ParseException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.synonym.SolrSynonymParser;
import org.apache.lucene.analysis.synonym.SynonymFilter;
import org.apache.lucene.analysis.synonym.SynonymGraphFilter;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.apache.lucene.util.CharsRef;
import org.apache.lucene.util.CharsRefBuilder;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexService.IndexCreationContext;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalysisMode;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.CustomAnalyzer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.synonyms.SynonymsManagementAPIService;

/**
 * {@code synonym} and {@code synonym_graph}: rules in Solr's format, from {@code synonyms},
 * {@code synonyms_path}, or a {@code synonyms_set} kept by the server's synonyms API.
 *
 * <p>Not supported, and refused: {@code format: wordnet}.
 */
final class SynonymFilterFactory extends AbstractTokenFilterFactory {
    private final Environment env;
    private final Settings settings;
    private final boolean graph;
    private final boolean expand;
    private final boolean lenient;
    private final AnalysisMode mode;
    private final Supplier<SynonymsManagementAPIService> synonymSets;

    SynonymFilterFactory(
        String name, Environment env, Settings settings, boolean graph, Supplier<SynonymsManagementAPIService> synonymSets
    ) {
        super(name);
        this.env = env;
        this.settings = settings;
        this.graph = graph;
        this.synonymSets = synonymSets;
        boolean updateable = settings.getAsBoolean("updateable", false);
        expand = settings.getAsBoolean("expand", true);
        // A set can change under a live index: by default one bad rule must not then take it down.
        lenient = settings.getAsBoolean("lenient", updateable);
        mode = updateable ? AnalysisMode.SEARCH_TIME : AnalysisMode.ALL;
        if ("wordnet".equalsIgnoreCase(settings.get("format"))) {
            throw new IllegalArgumentException("the test plugin does not read synonyms in the [wordnet] format");
        }
        if (settings.hasValue("synonyms_set") && updateable == false) {
            throw new IllegalArgumentException(
                "Can't apply [synonyms_set]! Loading synonyms from index is supported only for search time synonyms!");
        }
    }

    @Override
    public AnalysisMode getAnalysisMode() {
        return mode;
    }

    @Override
    public TokenStream create(TokenStream input) {
        throw new IllegalStateException("rules are read through the filters before this one: getChainAwareTokenFilterFactory");
    }

    @Override
    public TokenFilterFactory getChainAwareTokenFilterFactory(
        IndexCreationContext context,
        TokenizerFactory tokenizer,
        List<CharFilterFactory> charFilters,
        List<TokenFilterFactory> previousFilters,
        Function<String, TokenFilterFactory> allFilters
    ) {
        Analyzer analyzer = new CustomAnalyzer(
            tokenizer,
            charFilters.toArray(CharFilterFactory[]::new),
            previousFilters.stream().map(TokenFilterFactory::getSynonymFilter).toArray(TokenFilterFactory[]::new));
        return new Resolved(name(), parse(rules(context), analyzer), graph, mode, settings.get("synonyms_set"));
    }

    private Reader rules(IndexCreationContext context) {
        if (settings.hasValue("synonyms")) {
            return new StringReader(String.join("\n", Analysis.getWordList(env, settings, "synonyms")));
        }
        if (settings.hasValue("synonyms_set")) {
            // Reading the set is a search: not from the master thread that creates an index. The
            // server reloads the analyzers once the index is there, and after each change of the set.
            return context == IndexCreationContext.RELOAD_ANALYZERS
                ? Analysis.getReaderFromIndex(settings.get("synonyms_set"), synonymSets.get(), lenient)
                : new StringReader("");
        }
        if (settings.hasValue("synonyms_path")) {
            return Analysis.getReaderFromFile(env, settings.get("synonyms_path"), "synonyms");
        }
        throw new IllegalArgumentException(
            "synonym requires either `synonyms`, `synonyms_set` or `synonyms_path` to be configured");
    }

    private SynonymMap parse(Reader rules, Analyzer analyzer) {
        try (rules) {
            SolrSynonymParser parser = lenient
                ? new LenientParser(expand, analyzer)
                : new SolrSynonymParser(true, expand, analyzer);
            parser.parse(rules);
            return parser.build();
        } catch (IOException | ParseException e) {
            throw new IllegalArgumentException("failed to build synonyms for [" + name() + "]", e);
        }
    }

    /** The filter of one analyzer, its rules read. */
    private record Resolved(String name, SynonymMap synonyms, boolean graph, AnalysisMode mode, String synonymSet)
        implements TokenFilterFactory {

        @Override
        @SuppressWarnings("deprecation") // "synonym" is Lucene's old filter by definition.
        public TokenStream create(TokenStream input) {
            if (synonyms.fst == null) {
                return input;
            }
            return graph ? new SynonymGraphFilter(input, synonyms, false) : new SynonymFilter(input, synonyms, false);
        }

        /** A synonym filter further on reads its rules as if this one were not there. */
        @Override
        public TokenFilterFactory getSynonymFilter() {
            return IDENTITY_FILTER;
        }

        @Override
        public AnalysisMode getAnalysisMode() {
            return mode;
        }

        /** By this name the server finds the analyzers to reload when a set changes. */
        @Override
        public String getResourceName() {
            return synonymSet;
        }
    }

    /** Leaves out the terms that the analyzer refuses or drops instead of failing on them. */
    private static final class LenientParser extends SolrSynonymParser {
        LenientParser(boolean expand, Analyzer analyzer) {
            super(true, expand, analyzer);
        }

        @Override
        public CharsRef analyze(String text, CharsRefBuilder reuse) throws IOException {
            try {
                return super.analyze(text, reuse);
            } catch (IllegalArgumentException refused) {
                return new CharsRef("");
            }
        }

        @Override
        public void add(CharsRef input, CharsRef output, boolean includeOriginal) {
            if (input.length > 0 && output.length > 0) {
                super.add(input, output, includeOriginal);
            }
        }
    }
}
