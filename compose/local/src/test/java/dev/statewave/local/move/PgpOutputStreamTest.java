package dev.statewave.local.move;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPPBEEncryptedData;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcPBEDataDecryptorFactory;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.junit.jupiter.api.Test;

class PgpOutputStreamTest {

    @Test
    void whatIsEncrypted_isReadWithThePassphraseAlone() throws Exception {
        byte[] plain = new byte[300_000];
        new Random(1).nextBytes(plain);
        var file = new ByteArrayOutputStream();
        try (var out = new PgpOutputStream(file, "correct horse".toCharArray())) {
            out.write(plain);
        }

        var list = (PGPEncryptedDataList)
                new BcPGPObjectFactory(new ByteArrayInputStream(file.toByteArray())).nextObject();
        var encrypted = (PGPPBEEncryptedData) list.get(0);
        try (var in = encrypted.getDataStream(
                new BcPBEDataDecryptorFactory("correct horse".toCharArray(), new BcPGPDigestCalculatorProvider()))) {
            var literal = (PGPLiteralData) new BcPGPObjectFactory(in).nextObject();
            assertThat(literal.getInputStream().readAllBytes()).isEqualTo(plain);
        }
        assertThat(encrypted.verify()).isTrue();
        assertThat(encrypted.getSymmetricAlgorithm(new BcPBEDataDecryptorFactory(
                        "correct horse".toCharArray(), new BcPGPDigestCalculatorProvider())))
                .isEqualTo(9);
    }
}
