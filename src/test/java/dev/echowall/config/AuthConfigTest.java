package dev.echowall.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ChannelOptions.Publish;
import dev.echowall.channel.ChannelOptions.Subscribe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of {@code auth}, and those of channels that say who may. */
class AuthConfigTest {
    private static final String SECRET = "a secret of at least thirty-two bytes";

    @TempDir
    Path directory;

    @Test
    void a_secret_of_32_characters_is_taken_from_file_and_environment() throws IOException {
        Path file = file("x.yaml", "auth: { hmac-secret: \"" + "s".repeat(32) + "\" }");

        assertThat(auth(file).hmacSecret()).isEqualTo("s".repeat(32));
        assertThat(Config.load(null, Map.of("ECHOWALL_AUTH_HMAC_SECRET", SECRET))
                        .config()
                        .auth()
                        .hmacSecret())
                .isEqualTo(SECRET);
    }

    @Test
    void a_short_secret_is_told_without_being_shown() throws IOException {
        Path file = file("x.yaml", "auth: { hmac-secret: " + "s".repeat(31) + " }");

        assertThat(fault(file))
                .isEqualTo(file + ": auth.hmac-secret: the value does not fit, allowed is 32 to 1024 characters in one"
                        + " line, in quotes");
    }

    @Test
    void the_secret_can_stand_in_a_file_that_only_the_server_reads() throws IOException {
        Path secret = file("secret", SECRET + "\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Path file = file("x.yaml", "auth: { hmac-secret-file: " + secret + " }");

        assertThat(auth(file).hmacSecret()).isEqualTo(SECRET);
        assertThat(Config.load(file, Map.of()).warnings()).isEmpty();
        assertThat(Config.load(file, Map.of()).config().toString()).doesNotContain(SECRET);

        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(Config.load(file, Map.of()).warnings())
                .containsExactly(file + ": auth.hmac-secret-file: every user of this machine can read it,"
                        + " chmod 600 is better");
    }

    @Test
    void a_secret_and_a_file_with_one_are_one_too_many() throws IOException {
        Path secret = file("secret", SECRET);
        Path file = file("x.yaml", "auth: { hmac-secret: \"" + SECRET + "\", hmac-secret-file: " + secret + " }");

        assertThat(fault(file))
                .isEqualTo(file + ": auth.hmac-secret-file: is set and auth.hmac-secret too, allowed is one of them");
    }

    @Test
    void public_keys_of_several_files_are_read() throws Exception {
        Path rsa = pem("rsa.pem", key("RSA", 2048));
        Path ec = pem("ec.pem", key("EC", 256));
        Path ed = pem(
                "ed.pem",
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic());
        Path file = file("x.yaml", "auth: { public-keys: [" + rsa + ", " + ec + ", " + ed + "] }");

        assertThat(auth(file).publicKeys()).extracting(PublicKey::getAlgorithm).containsExactly("RSA", "EC", "EdDSA");
    }

    @Test
    void a_short_rsa_key_is_told_with_its_file() throws Exception {
        Path rsa = pem("rsa.pem", key("RSA", 1024));
        Path file = file("x.yaml", "auth: { public-keys: [" + rsa + "] }");

        assertThat(fault(file))
                .startsWith(file + ": auth.public-keys: ")
                .contains("holds a key that is of no use: an RSA key has 2048 to 8192 bits, this one 1024")
                .contains("allowed are public keys in PEM");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing at all|holds no key in PEM",
                "-----BEGIN PRIVATE KEY-----\\nMC4=\\n-----END PRIVATE KEY-----|holds a PRIVATE KEY, which is no public key",
                "-----BEGIN RSA PUBLIC KEY-----\\nMC4=\\n-----END RSA PUBLIC KEY-----|holds a key in an old form",
                "-----BEGIN PUBLIC KEY-----\\nMC4=\\n-----END PUBLIC KEY-----|it is none of RSA, EC P-256",
                "-----BEGIN CERTIFICATE-----\\nMC4=\\n-----END CERTIFICATE-----|holds a certificate that cannot be read"
            })
    void what_is_no_public_key_is_told_with_its_file(String text, String why) throws IOException {
        Path pem = file("key.pem", text.replace("\\n", "\n"));
        Path file = file("x.yaml", "auth: { public-keys: [" + pem + "] }");

        assertThat(fault(file)).startsWith(file + ": auth.public-keys: ").contains(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.example.org/.well-known/jwks.json",
                "https://login.example.org:8443/keys?tenant=7",
                "http://127.0.0.1:9000/keys",
                "http://localhost/keys",
                "http://[::1]:9000/keys"
            })
    void a_key_set_is_at_an_address_that_nobody_can_change_on_the_way(String url) throws IOException {
        assertThat(auth(file("x.yaml", "auth: { jwks-url: \"" + url + "\" }")).jwksUrl())
                .hasToString(url);
    }

    @ParameterizedTest
    @CsvSource({
        "http://login.example.org/keys,could be changed on its way",
        "http://127.0.0.1.example.org/keys,could be changed on its way",
        "ftp://login.example.org/keys,is not an address",
        "file:///etc/keys,is not an address",
        "login.example.org,is not an address",
        "https://,is not an address",
        "https://me:secret@login.example.org/keys,has more than an address",
        "https://login.example.org/keys#first,has more than an address"
    })
    void other_addresses_of_key_sets_are_refused(String url, String why) throws IOException {
        Path file = file("x.yaml", "auth: { jwks-url: \"" + url + "\" }");

        assertThat(fault(file))
                .startsWith(file + ": auth.jwks-url: ")
                .contains(why)
                .doesNotContain("secret");
    }

    @Test
    void what_is_of_no_use_without_keys_is_a_warning() throws IOException {
        Path file = file("x.yaml", "auth: { issuer: me, cookie: token, anonymous: false, personal-channel: true }");
        String noKeys =
                "there is no key that a token could be checked with (auth.hmac-secret, auth.public-keys, auth.jwks-url)";

        assertThat(Config.load(file, Map.of()).warnings())
                .containsExactly(
                        file + ": auth.issuer: is of no use, " + noKeys,
                        file + ": auth.cookie: is of no use, " + noKeys,
                        file + ": auth.anonymous: nobody can come in, " + noKeys,
                        file + ": auth.personal-channel: is of no use, " + noKeys);
    }

    @ParameterizedTest
    @EnumSource
    void every_rule_of_publishing_can_be_set(Publish rule) throws IOException {
        Path file = file("x.yaml", "channels: { x: { publish: " + rule.name().toLowerCase(Locale.ROOT) + " } }");

        assertThat(Config.load(file, Map.of())
                        .config()
                        .channels()
                        .of(ChannelName.of("x"))
                        .publish())
                .isEqualTo(rule);
    }

    @ParameterizedTest
    @EnumSource
    void every_rule_of_subscribing_can_be_set(Subscribe rule) throws IOException {
        Path file = file("x.yaml", "channels: { x: { subscribe: " + rule.name().toLowerCase(Locale.ROOT) + " } }");

        assertThat(Config.load(file, Map.of())
                        .config()
                        .channels()
                        .of(ChannelName.of("x"))
                        .subscribe())
                .isEqualTo(rule);
    }

    @Test
    void channels_of_ones_own_are_for_users_and_the_built_in_ones_for_anyone() {
        var channels = Config.load(null, Map.of()).config().channels();

        assertThat(channels.fallback().subscribe()).isEqualTo(Subscribe.USERS);
        assertThat(List.of("time", "echo", "nodes"))
                .allSatisfy(name -> assertThat(channels.of(ChannelName.of(name)).subscribe())
                        .isEqualTo(Subscribe.ANYONE));
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private Path pem(String name, PublicKey key) throws IOException {
        return file(
                name,
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
    }

    private static PublicKey key(String kind, int bits) throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        generator.initialize(bits);
        return generator.generateKeyPair().getPublic();
    }

    private static AuthConfig auth(Path file) {
        return Config.load(file, Map.of()).config().auth();
    }

    private static String fault(Path file) {
        return String.join(
                "\n",
                catchThrowableOfType(ConfigException.class, () -> Config.load(file, Map.of()))
                        .lines());
    }
}
