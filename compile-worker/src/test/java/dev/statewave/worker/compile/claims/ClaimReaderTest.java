package dev.statewave.worker.compile.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimReaderTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            My name is Ada Lovelace | identity.name | user | ada lovelace
            I'm called Ada | identity.name | user | ada
            Call me Ada | identity.name | user | ada
            The user's name is Ada. | identity.name | user | ada
            I work at Acme | employment.current_employer | user | acme
            I work for Globex Corporation in Munich now|employment.current_employer|user|globex corporation in munich
            i work at acme | employment.current_employer | user | acme
            I'm employed by the University of Porto | employment.current_employer | user | university of porto
            I've just joined Globex as a manager | employment.current_employer | user | globex as a manager
            Ann Smith works at Acme. | employment.current_employer | ann smith | acme
            Ann's employer is Acme. | employment.current_employer | ann | acme
            I live in Paris now | location.current_home | user | paris
            i live in new york | location.current_home | user | new york
            I live in a quiet old quarter of Porto these days |location.current_home|user| quiet old quarter of porto
            I moved to Porto | location.current_home | user | porto
            I moved from Lisbon to Porto last week | location.current_home | user | porto
            I’m based in São Paulo | location.current_home | user | são paulo
            The user lives in Berlin, Germany. | location.current_home | user | berlin, germany
            My favorite color is blue | preferences.favorite | user/color | blue
            my favourite colour is green | preferences.favorite | user/color | green
            Ann's favorite tea is black | preferences.favorite | ann/tea | black
            I use the Rust language | tools.used | user | rust language
            The team uses Kafka. | tools.used | team | kafka
            I use C++ | tools.used | user | c++
            I prefer tea in the morning | preferences | user | tea in the morning
            I speak German | skills | user | german
            Ann is fluent in French | skills | ann | french
            We bill through Stripe | billing.primary_payment_processor | user | stripe
            The company bills its customers via Adyen. | billing.primary_payment_processor | company | adyen
            Our primary payment processor is Mollie | billing.primary_payment_processor | user | mollie
            We use Stripe as our main payment processor | billing.primary_payment_processor | user | stripe
            We pay through Wise | payment.processors_used | user | wise
            We use PayPal for payments | payment.processors_used | user | paypal
            """)
    void sentenceOfAKnownForm_isAClaim(String sentence, String key, String scope, String value) {
        assertThat(ClaimReader.read(sentence, Claim.USER))
                .contains(new Claim(ClaimKey.of(key).orElseThrow(), value.replace(",", ""), scope, false, Claim.TEXT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I might move to Porto",
                "I lived in Lisbon",
                "I lived in Lisbon until 2019",
                "I live in Lisbon until May",
                "If I lived in Rome",
                "I would live in Rome",
                "I moved to Rome in 2010",
                "I moved to Rome two years ago",
                "I will move to Rome",
                "I'm from Sweden",
                "I live in fear",
                "i live in fear",
                "I live in the moment",
                "I live in shared housing",
                "I live in a house with Ann",
                "I live in Madrid in winter",
                "I live in Porto and work at Acme",
                "I live in Porto, my wife in Lisbon",
                "Do I live in Porto?",
                "I live in Porto?",
                "I moved to Linux",
                "Ann moved to Sales",
                "I moved to the next topic",
                "I moved to Java 25",
                "I'm Swedish",
                "I am Anna",
                "I'm Happy",
                "Call me later",
                "Call me Monday",
                "My dog's name is Rex",
                "My name is not Ada",
                "I work at night",
                "I work for free",
                "I work for myself",
                "I work at a railway company",
                "I work at Acme on Mondays",
                "I also work at Globex",
                "I work at Acme and Globex",
                "I worked at Acme",
                "I joined the Zoom call",
                "I joined a call",
                "I joined Acme in 2019",
                "Nobody works at Acme",
                "He lives in Berlin",
                "Everyone lives in Berlin",
                "My favorite colors are blue and green",
                "My favorite color was blue",
                "My favorite color is blue and my favorite food is rice",
                "My brother lives in Rome",
                "I do not live in Rome",
                ""
            })
    void everythingElse_isNone(String sentence) {
        assertThat(ClaimReader.read(sentence, Claim.USER)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            I no longer use vim | tools.used | vim
            I don't use vim any more | tools.used | vim
            I do not use vim anymore | tools.used | vim
            The user has stopped using vim. | tools.used | vim
            I no longer live in Berlin | location.current_home | berlin
            I used to live in Berlin | location.current_home | berlin
            I'm no longer employed by Acme | employment.current_employer | acme
            """)
    void denial_isANegatedClaim(String sentence, String key, String value) {
        assertThat(ClaimReader.read(sentence, Claim.USER))
                .contains(new Claim(ClaimKey.of(key).orElseThrow(), value, "user", true, Claim.TEXT));
    }

    @Test
    void speaker_isWhoseItIs() {
        assertThat(ClaimReader.read("I live in Rome", "ann")).map(Claim::scope).contains("ann");
        assertThat(ClaimReader.read("The user lives in Rome", "ann"))
                .map(Claim::scope)
                .contains("user");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"key":"location.current_home","value":"Lissabon"}                 | Ada wohnt in Lissabon.       | user
            {"key":"location.current_home","value":"Lissabon","scope":"Ada"}   | Ada wohnt in Lissabon.       | ada
            {"key":" Tools.Used","value":"the Vim","scope":"the user"}         | Ada edits with Vim.          | user
            """)
    void claimOfAModel_isTakenWhereTheMemoryNamesItsValue(String told, String content, String scope) {
        assertThat(ClaimReader.told(Json.tree(told), content)).map(Claim::scope).contains(scope);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"key":"location.current_home","value":"Porto"}       | Ada wohnt in Lissabon.
            {"key":"location.current_home","value":"Porto"}       | Ada might settle in Porto.
            {"key":"location.current_home","value":"Porto"}       | Ada settled in Porto and likes it.
            {"key":"location.current_home","value":["Porto"]}     | Ada settled in Porto.
            {"key":"location.current_home","value":" "}           | Ada settled in Porto.
            {"key":"location.birthplace","value":"Porto"}         | Ada settled in Porto.
            {"key":7,"value":"Porto"}                             | Ada settled in Porto.
            "location.current_home"                               | Ada settled in Porto.
            null | Ada settled in Porto.
            """)
    void anythingElseThatAModelTells_isNone(String told, String content) {
        assertThat(ClaimReader.told(Json.tree(told), content)).isEmpty();
    }

    @Test
    void json_comesBackAsItWent_andOtherVersionsAreNotRead() {
        Claim claim = new Claim(ClaimKey.TOOL, "vim", "ann", true, Claim.MODEL);

        assertThat(claim.json().toString())
                .isEqualTo("{\"schema_version\":1,\"key\":\"tools.used\",\"value\":\"vim\",\"scope\":\"ann\","
                        + "\"source\":\"model\",\"negated\":true}");
        assertThat(Claim.of(claim.json())).contains(claim);
        assertThat(Claim.of(claim.json().put("schema_version", 2))).isEmpty();
        assertThat(Claim.of(claim.json().put("key", "shoe.size"))).isEmpty();
        assertThat(Claim.of(Json.tree("null"))).isEmpty();
    }
}
