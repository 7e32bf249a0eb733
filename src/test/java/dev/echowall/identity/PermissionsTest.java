package dev.echowall.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ChannelOptions;
import dev.echowall.channel.ChannelOptions.Publish;
import dev.echowall.channel.ChannelOptions.Subscribe;
import dev.echowall.channel.Namespaces;
import dev.echowall.channel.PresenceOptions;
import dev.echowall.identity.Cap.Right;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway") // javac 17 forgets that an array in a record may be null
class PermissionsTest {
    private static final Identity USER = user("42");

    private final Permissions permissions = new Permissions(new Namespaces(
            options(Publish.SERVER, Subscribe.USERS),
            Map.of(
                    "closed", options(Publish.SERVER, Subscribe.NONE),
                    "tokens", options(Publish.SUBSCRIBERS, Subscribe.TOKEN),
                    "users", options(Publish.USERS, Subscribe.USERS),
                    "open", options(Publish.ANYONE, Subscribe.ANYONE),
                    "hooked", hooked(Publish.SERVER, Subscribe.USERS))));

    private static ChannelOptions options(Publish publish, Subscribe subscribe) {
        return new ChannelOptions(0, 1, Duration.ZERO, Duration.ZERO, publish, subscribe);
    }

    private static ChannelOptions hooked(Publish publish, Subscribe subscribe) {
        URI application = URI.create("https://app.example.org/");
        return new ChannelOptions(
                0,
                1,
                Duration.ZERO,
                Duration.ZERO,
                publish,
                subscribe,
                0,
                PresenceOptions.NONE,
                application,
                application);
    }

    private static Identity user(String name, Cap... caps) {
        return new Identity(name, null, 0, List.of(), List.of(caps));
    }

    private static Cap cap(String pattern, Right first, Right... more) {
        return new Cap(List.of(pattern), EnumSet.of(first, more));
    }

    private static SubscriptionToken token(String channel, String user) {
        return new SubscriptionToken(channel, user, "", null, 0);
    }

    private boolean maySubscribe(Identity who, String channel) {
        return permissions.toSubscribe(who, ChannelName.of(channel), null) == null;
    }

    private boolean maySubscribe(Identity who, String channel, SubscriptionToken token) {
        return permissions.toSubscribe(who, ChannelName.of(channel), token) == null;
    }

    private boolean mayPublish(Identity who, String channel, boolean subscribed) {
        return permissions.toPublish(who, ChannelName.of(channel), subscribed) == null;
    }

    @ParameterizedTest
    @CsvSource({
        "closed,  false, false, false",
        "tokens,  false, false, true",
        "users,   false, true,  true",
        "others,  false, true,  true",
        "open,    true,  true,  true"
    })
    void who_may_subscribe_is_for_the_namespace_to_say(
            String channel, boolean anonymous, boolean user, boolean withToken) {
        assertThat(maySubscribe(Identity.ANONYMOUS, channel)).isEqualTo(anonymous);
        assertThat(maySubscribe(USER, channel)).isEqualTo(user);
        assertThat(maySubscribe(USER, channel, token(channel, "42"))).isEqualTo(withToken);
    }

    @ParameterizedTest
    @CsvSource({
        "closed,  false, false, false, false",
        "tokens,  false, true,  false, true",
        "users,   false, false, true,  true",
        "others,  false, false, false, false",
        "open,    true,  true,  true,  true"
    })
    void who_may_publish_likewise(
            String channel, boolean anonymous, boolean anonymousThere, boolean user, boolean userThere) {
        assertThat(mayPublish(Identity.ANONYMOUS, channel, false)).isEqualTo(anonymous);
        assertThat(mayPublish(Identity.ANONYMOUS, channel, true)).isEqualTo(anonymousThere);
        assertThat(mayPublish(USER, channel, false)).isEqualTo(user);
        assertThat(mayPublish(USER, channel, true)).isEqualTo(userThere);
    }

    @ParameterizedTest
    @ValueSource(strings = {"closed:1", "tokens:1", "users:1", "others:1"})
    void a_cap_permits_what_the_namespace_does_not(String channel) {
        for (String pattern : List.of(channel, channel.substring(0, 4) + "*", "*")) {
            Identity who = user("", cap(pattern, Right.SUB, Right.PUB));
            assertThat(maySubscribe(who, channel)).isTrue();
            assertThat(mayPublish(who, channel, false)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"closed", "closed:2", "closed:12", "closed:", "xclosed:1"})
    void a_cap_is_for_what_it_names_and_nothing_beside(String pattern) {
        assertThat(maySubscribe(user("42", cap(pattern, Right.SUB)), "closed:1"))
                .isFalse();
    }

    @Test
    void one_right_is_not_another() {
        Identity subscriber = user("42", cap("*", Right.SUB));
        Identity publisher = user("42", cap("*", Right.PUB));

        assertThat(mayPublish(subscriber, "closed", false)).isFalse();
        assertThat(maySubscribe(publisher, "closed")).isFalse();
    }

    @Test
    void what_a_token_subscribes_to_may_be_subscribed_to() {
        Identity who = new Identity("42", null, 0, List.of("$own", "tokens:1"), List.of());

        assertThat(maySubscribe(who, "$own")).isTrue();
        assertThat(maySubscribe(who, "tokens:1")).isTrue();
        assertThat(maySubscribe(who, "$other")).isFalse();
        assertThat(mayPublish(who, "$own", false)).isFalse();
    }

    @Test
    void a_private_channel_takes_a_token_even_where_anyone_may_subscribe() {
        assertThat(maySubscribe(USER, "$open:1")).isFalse();
        assertThat(maySubscribe(USER, "$open:1", token("$open:1", "42"))).isTrue();
        assertThat(maySubscribe(Identity.ANONYMOUS, "$open:1", token("$open:1", "")))
                .isTrue();
    }

    @Test
    void to_publish_there_one_has_to_be_subscribed_or_to_have_a_cap() {
        assertThat(mayPublish(USER, "$open:1", false)).isFalse();
        assertThat(mayPublish(USER, "$users:1", false)).isFalse();
        assertThat(mayPublish(USER, "$open:1", true)).isTrue();
        assertThat(mayPublish(user("42", cap("$open:*", Right.PUB)), "$open:1", false))
                .isTrue();
    }

    @Test
    void a_star_alone_is_not_for_private_channels() {
        assertThat(maySubscribe(user("42", cap("*", Right.SUB)), "$news")).isFalse();
        assertThat(maySubscribe(user("42", cap("$*", Right.SUB)), "$news")).isTrue();
        assertThat(maySubscribe(user("42", cap("$*", Right.SUB)), "others")).isTrue();
        assertThat(maySubscribe(user("42", cap("$news", Right.SUB)), "$news")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"$news,43", "$news,''", "news,42", "$news:1,42", "$New,42"})
    void a_subscription_token_of_another_user_or_for_another_channel_is_none(String channel, String user) {
        Refusal refusal = permissions.toSubscribe(USER, ChannelName.of("$news"), token(channel, user));

        assertThat(refusal).extracting(Refusal::code).isEqualTo(ErrorCode.UNAUTHORIZED);
    }

    @Test
    void it_is_looked_at_even_where_none_is_needed() {
        assertThat(maySubscribe(USER, "open", token("other", "42"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "open#42,        true",
        "'open#41,42,43',true",
        "'open#41,42',   true",
        "open#4,         false",
        "open#421,       false",
        "'open#41,43',   false",
        "open#,          false",
        "open:a#42#43,   false",
        "open:a#43#42,   true",
        "'open#,42',     true"
    })
    void a_name_that_ends_in_users_is_for_those_users(String channel, boolean may) {
        assertThat(maySubscribe(USER, channel)).isEqualTo(may);
        assertThat(mayPublish(USER, channel, false)).isEqualTo(may);
        assertThat(permissions.toReadHistory(USER, ChannelName.of(channel), false) == null)
                .isEqualTo(may);
        assertThat(permissions.toSeePresence(USER, ChannelName.of(channel), false) == null)
                .isEqualTo(may);
    }

    @Test
    void nobody_else_gets_in_there_whatever_he_brings() {
        Identity other = user("43", cap("*", Right.SUB, Right.PUB, Right.HST, Right.PRS), cap("open#42", Right.SUB));

        assertThat(maySubscribe(other, "open#42")).isFalse();
        assertThat(maySubscribe(other, "open#42", token("open#42", "43"))).isFalse();
        assertThat(mayPublish(other, "open#42", true)).isFalse();
        assertThat(permissions.toReadHistory(other, ChannelName.of("open#42"), false))
                .isNotNull();
        assertThat(maySubscribe(Identity.ANONYMOUS, "open#")).isFalse();
    }

    @Test
    void to_be_named_there_is_not_all_it_takes() {
        assertThat(maySubscribe(USER, "closed#42")).isFalse();
        assertThat(maySubscribe(USER, "$open#42")).isFalse();
        assertThat(maySubscribe(USER, "$open#42", token("$open#42", "42"))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"HST", "PRS"})
    void who_may_subscribe_or_is_subscribed_may_look_and_who_has_a_cap_for_it(Right right) {
        assertThat(see(right, USER, "users", false)).isNull();
        assertThat(see(right, Identity.ANONYMOUS, "users", false)).isNotNull();
        assertThat(see(right, Identity.ANONYMOUS, "users", true)).isNull();
        assertThat(see(right, user("", cap("users", right)), "users", false)).isNull();
        assertThat(see(right, user("", cap("users", Right.PUB)), "users", false))
                .isNotNull();
        assertThat(see(right, user("", cap("$users", right)), "$users", false)).isNull();
    }

    private @Nullable Refusal see(Right right, Identity who, String channel, boolean subscribed) {
        return right == Right.HST
                ? permissions.toReadHistory(who, ChannelName.of(channel), subscribed)
                : permissions.toSeePresence(who, ChannelName.of(channel), subscribed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "news   |channel news is for users, who bring a token (channels.default.subscribe)",
                "users:1|channel users:1 is for users, who bring a token (channels.users.subscribe)",
                "tokens |channel tokens takes a token that names it (channels.tokens.subscribe)",
                "closed |channel closed takes no subscribers (channels.closed.subscribe)",
                "$open  |channel $open takes a token that names it, as its name begins with $",
                "open#43|channel open#43 is for the users that its name ends in"
            })
    void a_refusal_names_the_key_to_change(String channel, String sentence) {
        Refusal refusal = permissions.toSubscribe(Identity.ANONYMOUS, ChannelName.of(channel), null);

        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(refusal.sentence()).isEqualTo(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "news   |publishing to channel news is for the server API only (channels.default.publish)",
                "users:1|publishing to channel users:1 is for users, who bring a token (channels.users.publish)",
                "tokens |publishing to channel tokens is for its subscribers (channels.tokens.publish)",
                "$open  |publishing to channel $open is for its subscribers, as its name begins with $",
                "open#43|channel open#43 is for the users that its name ends in"
            })
    void a_refusal_to_publish_does_too(String channel, String sentence) {
        Refusal refusal = permissions.toPublish(Identity.ANONYMOUS, ChannelName.of(channel), false);

        assertThat(refusal).isNotNull();
        assertThat(refusal.sentence()).isEqualTo(sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "hooked,    false, true",
        "hooked:x,  false, true",
        "hooked#42, true,  false",
        "hooked#43, false, false",
        "$hooked,   false, false",
        "users,     true,  false"
    })
    void the_application_is_asked_about_names_that_do_not_say_it_themselves(
            String channel, boolean permitted, boolean asked) {
        assertThat(maySubscribe(USER, channel)).isEqualTo(permitted);
        assertThat(permissions.asksToSubscribe(USER, ChannelName.of(channel))).isEqualTo(asked);
    }

    @Test
    void the_application_is_not_asked_about_subscriptions_that_a_cap_or_a_token_permits() {
        ChannelName channel = ChannelName.of("hooked:x");
        Identity capped = user("42", cap("hooked:*", Right.SUB));

        assertThat(permissions.asksToSubscribe(capped, channel)).isFalse();
        assertThat(maySubscribe(capped, "hooked:x")).isTrue();
        assertThat(maySubscribe(USER, "hooked:x", token("hooked:x", "42"))).isTrue();
        assertThat(permissions.toReadHistory(USER, channel, false)).isNotNull();
        assertThat(permissions.toReadHistory(USER, channel, true)).isNull();
    }

    @Test
    void the_application_is_asked_about_all_publications_that_a_name_does_not_forbid() {
        assertThat(permissions.asksToPublish(ChannelName.of("hooked:x"))).isTrue();
        assertThat(permissions.asksToPublish(ChannelName.of("open"))).isFalse();
        assertThat(mayPublish(Identity.ANONYMOUS, "hooked:x", false)).isTrue();
        assertThat(mayPublish(USER, "hooked#43", true)).isFalse();
        assertThat(mayPublish(USER, "$hooked", false)).isFalse();
        assertThat(mayPublish(USER, "$hooked", true)).isTrue();
    }

    @Test
    void who_asks_is_told_that_the_application_decides() {
        Access access = permissions.access(USER, ChannelName.of("hooked:x"));

        assertThat(access.subscribe().allowed()).isFalse();
        assertThat(access.subscribe().by()).isEqualTo("channels.hooked.subscribe-url");
        assertThat(Objects.requireNonNull(access.subscribe().refusal()).sentence())
                .isEqualTo("the application decides who may subscribe to channel hooked:x"
                        + " (channels.hooked.subscribe-url)");
        assertThat(access.publish().allowed()).isTrue();
        assertThat(access.publish().by()).isEqualTo("channels.hooked.publish-url");
    }

    @Test
    void a_cap_of_nothing_permits_nothing() {
        assertThat(maySubscribe(user("42", new Cap(List.of("*"), Set.of())), "closed"))
                .isFalse();
    }
}
