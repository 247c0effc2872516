package io.packetwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymptomTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from pod/shop/web-1 to svc/shop/cart:80|pod/shop/web-1|svc/shop/cart:80",
                "pod/shop/web-1 -> svc/shop/cart:80|pod/shop/web-1|svc/shop/cart:80",
                "from pod shop/web to cart.shop:80|pod/shop/web|cart.shop:80",
                "from 10.1.2.3 to http://cart.shop/items times out|10.1.2.3|http://cart.shop/items",
                "from deploy/web -n shop to cart port 80 connection refused|deploy/shop/web|cart:80",
                "web cannot reach shop/cart:80|web|shop/cart:80",
                "from pod web in namespace shop to service cart in namespace shop port 80|pod/shop/web|service/shop/cart:80",
                "From the internet to https://shop.example.com/cart, sometimes 502|internet|https://shop.example.com/cart",
                "from web can't connect to node wk1:31080|web|node/wk1:31080",
            })
    void readsWhatPeopleWrite(String typed, String from, String to) {
        assertThat(Symptom.parse(typed)).isEqualTo(new Symptom(from, to));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cart is slow", "from web", "to cart:80", "from web to cart:80 via proxy", ""})
    void saysHowItIsWritten(String typed) {
        assertThatThrownBy(() -> Symptom.parse(typed))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("from shop/checkout to svc/shop/cart:80");
    }
}
