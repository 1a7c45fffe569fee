package dev.statewave.local.move;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.Date;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPBEKeyEncryptionMethodGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;

/**
 * Encrypts with a passphrase as OpenPGP has it (RFC 4880): AES-256 with a check of integrity, and a key from SHA-256
 * over 62 MB of passphrase and salt. {@code gpg --decrypt} reads it.
 */
final class PgpOutputStream extends FilterOutputStream {

    private static final int BUFFER = 64 * 1024;
    /** As RFC 4880 encodes it: 65,011,712 bytes. */
    private static final int MOST_ROUNDS = 0xff;

    private final OutputStream file;
    private final OutputStream encrypted;

    PgpOutputStream(OutputStream file, char[] passphrase) throws IOException {
        this(file, encrypted(file, passphrase));
    }

    private PgpOutputStream(OutputStream file, OutputStream encrypted) throws IOException {
        super(new PGPLiteralDataGenerator()
                .open(encrypted, PGPLiteralData.BINARY, "export.zip", new Date(), new byte[BUFFER]));
        this.file = file;
        this.encrypted = encrypted;
    }

    private static OutputStream encrypted(OutputStream file, char[] passphrase) throws IOException {
        try {
            var generator =
                    new PGPEncryptedDataGenerator(new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256)
                            .setWithIntegrityPacket(true)
                            .setSecureRandom(new SecureRandom()));
            generator.addMethod(new BcPBEKeyEncryptionMethodGenerator(
                    passphrase, new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA256), MOST_ROUNDS));
            return generator.open(file, new byte[BUFFER]);
        } catch (PGPException e) {
            throw new IOException("The export cannot be encrypted: " + e.getMessage(), e);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        out.close();
        encrypted.close();
        file.close();
    }
}
