package wham.analysis;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ar.ArabicStemFilter;
import org.apache.lucene.analysis.bg.BulgarianStemFilter;
import org.apache.lucene.analysis.bn.BengaliStemFilter;
import org.apache.lucene.analysis.cz.CzechStemFilter;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.de.GermanMinimalStemFilter;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.es.SpanishPluralStemFilter;
import org.apache.lucene.analysis.fa.PersianStemFilter;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchMinimalStemFilter;
import org.apache.lucene.analysis.hi.HindiStemFilter;
import org.apache.lucene.analysis.it.ItalianLightStemFilter;
import org.apache.lucene.analysis.miscellaneous.StemmerOverrideFilter;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.DanishStemmer;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.FinnishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.GermanStemmer;
import org.tartarus.snowball.ext.IrishStemmer;
import org.tartarus.snowball.ext.ItalianStemmer;
import org.tartarus.snowball.ext.NorwegianStemmer;
import org.tartarus.snowball.ext.PortugueseStemmer;
import org.tartarus.snowball.ext.RomanianStemmer;
import org.tartarus.snowball.ext.RussianStemmer;
import org.tartarus.snowball.ext.SpanishStemmer;
import org.tartarus.snowball.ext.SwedishStemmer;
import org.tartarus.snowball.ext.TurkishStemmer;

/** The languages of the {@code stemmer} filter, and {@code stemmer_override}. There is no Welsh one in Lucene. */
final class Stemmers {
    private static final Map<String, UnaryOperator<TokenStream>> BY_LANGUAGE = new HashMap<>();

    static {
        BY_LANGUAGE.put("arabic", ArabicStemFilter::new);
        BY_LANGUAGE.put("bengali", BengaliStemFilter::new);
        BY_LANGUAGE.put("bulgarian", BulgarianStemFilter::new);
        BY_LANGUAGE.put("czech", CzechStemFilter::new);
        // "english" is Porter's first algorithm and "porter2" its revision, in the official module too.
        BY_LANGUAGE.put("english", PorterStemFilter::new);
        BY_LANGUAGE.put("porter", PorterStemFilter::new);
        BY_LANGUAGE.put("light_english", KStemFilter::new);
        BY_LANGUAGE.put("kstem", KStemFilter::new);
        BY_LANGUAGE.put("minimal_english", EnglishMinimalStemFilter::new);
        BY_LANGUAGE.put("possessive_english", EnglishPossessiveFilter::new);
        BY_LANGUAGE.put("light_french", FrenchLightStemFilter::new);
        BY_LANGUAGE.put("minimal_french", FrenchMinimalStemFilter::new);
        BY_LANGUAGE.put("light_german", GermanLightStemFilter::new);
        BY_LANGUAGE.put("minimal_german", GermanMinimalStemFilter::new);
        BY_LANGUAGE.put("hindi", HindiStemFilter::new);
        BY_LANGUAGE.put("light_italian", ItalianLightStemFilter::new);
        BY_LANGUAGE.put("persian", PersianStemFilter::new);
        BY_LANGUAGE.put("light_portuguese", PortugueseLightStemFilter::new);
        BY_LANGUAGE.put("light_spanish", SpanishLightStemFilter::new);
        BY_LANGUAGE.put("spanish_plural", SpanishPluralStemFilter::new);
        snowball("danish", DanishStemmer::new);
        snowball("dutch", DutchStemmer::new);
        snowball("porter2", EnglishStemmer::new);
        snowball("finnish", FinnishStemmer::new);
        snowball("french", FrenchStemmer::new);
        snowball("german", GermanStemmer::new);
        snowball("irish", IrishStemmer::new);
        snowball("italian", ItalianStemmer::new);
        snowball("norwegian", NorwegianStemmer::new);
        snowball("portuguese", PortugueseStemmer::new);
        snowball("romanian", RomanianStemmer::new);
        snowball("russian", RussianStemmer::new);
        snowball("spanish", SpanishStemmer::new);
        snowball("swedish", SwedishStemmer::new);
        snowball("turkish", TurkishStemmer::new);
    }

    private Stemmers() {}

    private static void snowball(String language, Supplier<SnowballStemmer> stemmer) {
        // A stemmer holds state: every stream needs its own.
        BY_LANGUAGE.put(language, in -> new SnowballFilter(in, stemmer.get()));
    }

    static UnaryOperator<TokenStream> forLanguage(String language) {
        UnaryOperator<TokenStream> stemmer = BY_LANGUAGE.get(language.toLowerCase(Locale.ROOT));
        if (stemmer == null) {
            throw new IllegalArgumentException("Invalid stemmer class specified: " + language);
        }
        return stemmer;
    }

    /** Rules such as {@code "nurses, nursing => nurse"}: fixed stems, kept from the stemmer that follows. */
    static TokenFilterFactory override(String name, Environment env, Settings settings) throws IOException {
        List<String> rules = Analysis.getWordList(env, settings, "rules");
        if (rules == null) {
            throw new IllegalArgumentException(
                "stemmer override filter requires either `rules` or `rules_path` to be configured");
        }
        StemmerOverrideFilter.Builder builder = new StemmerOverrideFilter.Builder(false);
        for (String rule : rules) {
            String[] sides = rule.split("=>", -1);
            if (sides.length != 2 || sides[1].isBlank() || sides[1].contains(",")) {
                throw new IllegalArgumentException("Invalid Keyword override Rule:" + rule);
            }
            for (String word : sides[0].split(",", -1)) {
                if (word.isBlank()) {
                    throw new IllegalArgumentException("Invalid Keyword override Rule:" + rule);
                }
                builder.add(word.strip(), sides[1].strip());
            }
        }
        StemmerOverrideFilter.StemmerOverrideMap map = builder.build();
        return new Filter(name, in -> new StemmerOverrideFilter(in, map));
    }
}
