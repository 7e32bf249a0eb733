package dev.echowall.identity;

import dev.echowall.channel.ChannelName;
import dev.echowall.channel.ChannelOptions.Publish;
import dev.echowall.channel.ChannelOptions.Subscribe;
import dev.echowall.channel.Namespaces;
import dev.echowall.identity.Cap.Right;
import dev.echowall.identity.Decision.Basis;
import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a client may do in a channel. Nothing else does. Immutable; may be called from any thread.
 *
 * <p>In this order:
 *
 * <ol>
 *   <li>A name that ends in a list of users ({@code chat#42,43}) is for those users only; others may do nothing there, whatever
 *       their token says.
 *   <li>What a cap of the token names is permitted, regardless of the namespace. For a name that begins with {@code $} the
 *       cap must begin with it too, so {@code *} alone is not enough. A channel that the token itself subscribes to
 *       (the claims {@code channels} and {@code subs}) counts as a cap to subscribe.
 *   <li>Otherwise, subscribing to a name that begins with {@code $} needs a subscription token, and publishing there a
 *       subscription.
 *   <li>Otherwise the application decides if the namespace has the address of it ({@code subscribe-url}, {@code publish-url}). It
 *       is asked about all that clients publish, whatever their caps, because it may replace it; and about subscriptions of
 *       neither a token nor a name that lists its users.
 *   <li>Otherwise the namespace decides; a subscription token is enough for {@code subscribe: token}, {@code users} and
 *       {@code anyone}, not for {@code none}.
 * </ol>
 *
 * <p>A refusal is {@link ErrorCode#PERMISSION_DENIED} and names the key to change; or {@link ErrorCode#UNAUTHORIZED} when
 * a subscription token is for another user or another channel.
 */
public final class Permissions {
    private static final String SUBSCRIBE = "subscribe";
    private static final String PUBLISH = "publish";
    private static final String URL = "-url";

    private final Namespaces namespaces;

    public Permissions(Namespaces namespaces) {
        this.namespaces = namespaces;
    }

    /**
     * Why the client may not subscribe; null if it may.
     *
     * @param token the verified subscription token, if there is one
     */
    public @Nullable Refusal toSubscribe(Identity who, ChannelName channel, @Nullable SubscriptionToken token) {
        return subscribing(who, channel, token).refusal();
    }

    /**
     * Why the client may not publish; null if it may.
     *
     * @param subscribed whether it is subscribed to the channel on the same connection
     */
    public @Nullable Refusal toPublish(Identity who, ChannelName channel, boolean subscribed) {
        return publishing(who, channel, subscribed).refusal();
    }

    /**
     * Whether the application is to be asked if the client may subscribe without a subscription token. Until it has answered,
     * {@link #toSubscribe} says no.
     */
    public boolean asksToSubscribe(Identity who, ChannelName channel) {
        return subscribing(who, channel, null).basis() == Basis.HOOK;
    }

    /** Whether the application is to be asked about what clients publish there, if {@link #toPublish} does not say no. */
    public boolean asksToPublish(ChannelName channel) {
        return namespaces.of(channel).publishUrl() != null;
    }

    /** Why the client may not read the history; null if it may subscribe or is subscribed. */
    public @Nullable Refusal toReadHistory(Identity who, ChannelName channel, boolean subscribed) {
        return subscribed ? null : seeing(who, Right.HST, channel).refusal();
    }

    /** Why the client may not read the presence; null if it may subscribe or is subscribed. */
    public @Nullable Refusal toSeePresence(Identity who, ChannelName channel, boolean subscribed) {
        return subscribed ? null : seeing(who, Right.PRS, channel).refusal();
    }

    /** Everything that the client may do in the channel, with the reasons, for an explanation. */
    public Access access(Identity who, ChannelName channel) {
        return new Access(
                answer(subscribing(who, channel, null), channel, SUBSCRIBE),
                answer(publishing(who, channel, false), channel, PUBLISH),
                // Whoever may subscribe may read the history, so the same key decides.
                answer(seeing(who, Right.HST, channel), channel, SUBSCRIBE));
    }

    private Access.Answer answer(Decision decision, ChannelName channel, String option) {
        String by = switch (decision.basis()) {
            case NAMESPACE -> key(channel, option);
            case CAPS -> "caps";
            case CHANNELS -> "channels";
            case NAME -> "name";
            case SUBSCRIPTION_TOKEN -> "token";
            case HOOK -> key(channel, option + URL);
        };
        return new Access.Answer(decision.refusal(), by);
    }

    private Decision subscribing(Identity who, ChannelName channel, @Nullable SubscriptionToken token) {
        if (token != null
                && !(token.channel().equals(channel.value()) && token.user().equals(who.user()))) {
            return new Decision(
                    new Refusal(ErrorCode.UNAUTHORIZED, "the subscription token is for another channel or user"),
                    Basis.SUBSCRIPTION_TOKEN);
        }
        if (!channel.isFor(who.user())) {
            return others(channel);
        }
        if (has(who, Right.SUB, channel)) {
            return Decision.BY_CAPS;
        }
        if (who.channels().contains(channel.value())) {
            return Decision.BY_CHANNELS;
        }
        boolean named = token != null || channel.listsUsers() || channel.isPrivate();
        if (!named && namespaces.of(channel).subscribeUrl() != null) {
            String sentence = "the application decides who may subscribe to channel " + channel;
            return new Decision(refusal(sentence, channel, SUBSCRIBE + URL), Basis.HOOK);
        }
        Subscribe rule = namespaces.of(channel).subscribe();
        if (rule == Subscribe.NONE) {
            return denied("channel " + channel + " takes no subscribers", channel, SUBSCRIBE);
        }
        if (token != null) {
            return Decision.BY_SUBSCRIPTION_TOKEN;
        }
        if (channel.isPrivate()) {
            return byName("channel " + channel + " takes a token that names it, as its name begins with $");
        }
        return switch (rule) {
            case ANYONE -> Decision.BY_NAMESPACE;
            case USERS ->
                who.isUser()
                        ? Decision.BY_NAMESPACE
                        : denied("channel " + channel + " is for users, who bring a token", channel, SUBSCRIBE);
            case TOKEN, NONE -> denied("channel " + channel + " takes a token that names it", channel, SUBSCRIBE);
        };
    }

    private Decision publishing(Identity who, ChannelName channel, boolean subscribed) {
        if (!channel.isFor(who.user())) {
            return others(channel);
        }
        if (asksToPublish(channel)) {
            return channel.isPrivate() && !subscribed ? forSubscribers(channel) : Decision.BY_HOOK;
        }
        if (has(who, Right.PUB, channel)) {
            return Decision.BY_CAPS;
        }
        Publish rule = namespaces.of(channel).publish();
        boolean permitted = switch (rule) {
            case SERVER -> false;
            case USERS -> who.isUser();
            case SUBSCRIBERS -> subscribed;
            case ANYONE -> true;
        };
        if (permitted && channel.isPrivate() && !subscribed) {
            return forSubscribers(channel);
        }
        String whom = switch (rule) {
            case SERVER, ANYONE -> "the server API only";
            case USERS -> "users, who bring a token";
            case SUBSCRIBERS -> "its subscribers";
        };
        return permitted
                ? Decision.BY_NAMESPACE
                : denied("publishing to channel " + channel + " is for " + whom, channel, PUBLISH);
    }

    private Decision seeing(Identity who, Right right, ChannelName channel) {
        return channel.isFor(who.user()) && has(who, right, channel)
                ? Decision.BY_CAPS
                : subscribing(who, channel, null);
    }

    private static boolean has(Identity who, Right right, ChannelName channel) {
        for (Cap cap : who.caps()) {
            if (cap.permits(right, channel)) {
                return true;
            }
        }
        return false;
    }

    private static Decision forSubscribers(ChannelName channel) {
        return byName("publishing to channel " + channel + " is for its subscribers, as its name begins with $");
    }

    private static Decision others(ChannelName channel) {
        return byName("channel " + channel + " is for the users that its name ends in");
    }

    private static Decision byName(String sentence) {
        return new Decision(new Refusal(ErrorCode.PERMISSION_DENIED, sentence), Basis.NAME);
    }

    private Decision denied(String sentence, ChannelName channel, String option) {
        return new Decision(refusal(sentence, channel, option), Basis.NAMESPACE);
    }

    /* With the key of the configuration that decides it. */
    private Refusal refusal(String sentence, ChannelName channel, String option) {
        return new Refusal(ErrorCode.PERMISSION_DENIED, sentence + " (" + key(channel, option) + ")");
    }

    private String key(ChannelName channel, String option) {
        return "channels." + namespaces.label(channel) + "." + option;
    }
}
