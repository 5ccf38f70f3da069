package wham.analysis;

import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.TokenStream;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;

/** A named token filter made from a function over a token stream. */
class Filter implements TokenFilterFactory {
    private final String name;
    private final UnaryOperator<TokenStream> wrap;

    Filter(String name, UnaryOperator<TokenStream> wrap) {
        this.name = name;
        this.wrap = wrap;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final TokenStream create(TokenStream input) {
        return wrap.apply(input);
    }

    /** Keeps one token one token, so it may stand in a normaliser and apply to wildcard queries. */
    static class Normalizing extends Filter implements NormalizingTokenFilterFactory {
        Normalizing(String name, UnaryOperator<TokenStream> wrap) {
            super(name, wrap);
        }
    }

    /** Makes several tokens of one, so synonym rules cannot be read through it. */
    static final class Splitting extends Filter {
        Splitting(String name, UnaryOperator<TokenStream> wrap) {
            super(name, wrap);
        }

        @Override
        public TokenFilterFactory getSynonymFilter() {
            throw new IllegalArgumentException("Token filter [" + name() + "] cannot be used to parse synonyms");
        }

        @Override
        public boolean breaksFastVectorHighlighter() {
            return true;
        }
    }

    /** Also emits the unchanged token, except where exactly one token is wanted. */
    static final class PreservingOriginal extends Normalizing {
        private final UnaryOperator<TokenStream> alone;

        PreservingOriginal(String name, UnaryOperator<TokenStream> both, UnaryOperator<TokenStream> alone) {
            super(name, both);
            this.alone = alone;
        }

        @Override
        public TokenStream normalize(TokenStream input) {
            return alone.apply(input);
        }

        @Override
        public TokenFilterFactory getSynonymFilter() {
            return new Normalizing(name(), alone);
        }
    }
}
