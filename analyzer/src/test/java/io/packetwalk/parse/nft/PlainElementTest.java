package io.packetwalk.parse.nft;

import static org.assertj.core.api.Assertions.assertThat;

import io.packetwalk.fact.nft.NftExpr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Law: an element that is read the short way says what it says the long way. */
class PlainElementTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            10.0.0.1 | true
            10.0.0.1 . tcp . 80 : goto service-A/b/c | true
            10.0.0.1 . sctp . 80 comment "a : b" : drop | true
            udp . 53 : jump "drop" | true
            0 : accept | true
            tcp | true
            10.0.0.1 . | false
            10.0.0.1 comment | false
            10.0.0.1 comment "x" | true
            10.0.0.0/8 : drop | false
            10.0.0.1-10.0.0.5 | false
            0x10 : drop | false
            fd00::1 . tcp . 80 : goto x | false
            10.0.0.1 timeout 1h expires 5m | false
            10.0.0.1 : 10.0.0.2 . 80 | false
            10.0.0.1 : goto | false
            10.0.0.1 : drop drop | false
            10.0.0.1 : return | false
            tcp option maxseg size | false
            10.0.0.1 & 255 | false
            25:accept | false
            * : drop | false
            "eth0" . 80 | false
            """)
    void agreesWithTheReaderOfAllElements(String text, boolean plain) {
        List<String> words = new ArrayList<>();
        NftTokens.cut(text, words);
        Optional<NftExpr.Element> element = PlainElement.of(words);
        NftExpr.Element read = new NftExpressions(new NftTokens(new ArrayList<>(words))).element();
        assertThat(element).as(text).isEqualTo(plain ? Optional.of(read) : Optional.empty());
    }
}
