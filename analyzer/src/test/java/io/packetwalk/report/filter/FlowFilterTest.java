package io.packetwalk.report.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.packetwalk.report.FlowRow;
import io.packetwalk.report.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowFilterTest {
    /** f2 failed: pod/shop/checkout-7d4f 10.244.3.9 to svc/shop/inventory 10.96.14.7:80, reached 10.244.1.9:8080; f1 was answered. */
    private static final List<FlowRow> FLOWS = Sample.broken().flows().rows();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "'' | f2 f1",
                "from:shop/checkout | f2 f1",
                "from:pod/shop/checkout-7d4f | f2 f1",
                "from:svc/shop/inventory | ''",
                "to:svc/shop/inventory | f2 f1",
                "to:10.96.14.7 | f2 f1",
                "to:10.96.14.0/24 | f2 f1",
                "to:10.244.1.9 | f2",
                "from:10.244.0.0/16 !to:10.244.1.0/24 | f1",
                "node:worker-3 | f2 f1",
                "node:worker | ''",
                "port:80 | f2 f1",
                "port:8080 | f2 f1",
                "port:8 | ''",
                "proto:tcp | f2 f1",
                "proto:6 | f2 f1",
                "proto:udp | ''",
                "verdict:failed | f2",
                "verdict:ok | f1",
                "verdict:lost | f2",
                "verdict:no-reply | f2",
                "verdict:established | f1",
                "!verdict:lost | f1",
                "finding:PW-034 | f2",
                "finding:pw-034~k3x9 | f2",
                "checkout | f2 f1",
                "\"inventory:80\" | f2 f1",
                "!dns | f2 f1",
                "dns | ''",
                "no-reply !8080 | ''",
            })
    void everyWordMustHold(String filter, String ids) throws FilterException {
        FlowFilter wanted = FlowFilter.parse(filter);

        assertThat(FLOWS.stream().filter(wanted).map(FlowRow::id))
                .isEqualTo(ids.isEmpty() ? List.of() : List.of(ids.split(" ")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "form:x | unknown filter key form; did you mean from or port?",
                "verdict:droped | unknown verdict droped; did you mean dropped?",
                "proto:tpc | unknown protocol tpc",
                "port:http | port: needs a number, not http",
                "\"open | the quote in \"open is never closed",
                "from: | from: needs a value",
            })
    void whatIsNoFilterIsExplained(String filter, String message) {
        assertThatThrownBy(() -> FlowFilter.parse(filter))
                .isInstanceOf(FilterException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void anIpv6AddressIsNoKey() throws FilterException {
        assertThat(Word.split("fe80::1")).containsExactly(new Word(false, "", "fe80::1"));
    }
}
