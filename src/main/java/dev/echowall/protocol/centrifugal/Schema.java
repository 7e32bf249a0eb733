package dev.echowall.protocol.centrifugal;

import dev.echowall.protocol.centrifugal.Field.Child;
import dev.echowall.protocol.centrifugal.Field.Data;
import dev.echowall.protocol.centrifugal.Field.Flag;
import dev.echowall.protocol.centrifugal.Field.Present;
import dev.echowall.protocol.centrifugal.Field.Range;
import dev.echowall.protocol.centrifugal.Field.Requests;
import dev.echowall.protocol.centrifugal.Field.Text;
import dev.echowall.protocol.centrifugal.Field.Whole;
import java.util.Arrays;
import java.util.stream.Stream;

/** The messages of clients, as defined in {@code client.proto} of the Centrifugal protocol. */
final class Schema {
    private static final Message POSITION = Message.of(
            new Whole(1, "offset", Range.UINT64, (draft, offset) -> draft.offset = offset),
            new Text(2, "epoch", (draft, epoch) -> draft.epoch = epoch));

    static final Message SUBSCRIBE = Message.of(
            channel(1),
            token(2),
            new Flag(3, "recover", (draft, recover) -> draft.recover = recover),
            new Text(6, "epoch", (draft, epoch) -> draft.epoch = epoch),
            new Whole(7, "offset", Range.UINT64, (draft, offset) -> draft.offset = offset),
            data(8),
            new Flag(9, "positioned", (draft, positioned) -> draft.positioned = positioned),
            new Flag(10, "recoverable", (draft, recoverable) -> draft.recoverable = recoverable),
            new Flag(11, "join_leave", (draft, joinLeave) -> draft.joinLeave = joinLeave),
            new Present(13, "tf", draft -> draft.filtered = true),
            new Whole(14, "flag", Range.INT64, (draft, flag) -> draft.flag = flag),
            new Whole(15, "type", Range.INT32, (draft, type) -> draft.type = (int) type));

    /** A map entry of the requests in a connect command, as Protobuf encodes it. */
    static final Message REQUESTS_ENTRY = Message.of(
            new Text(ProtobufWriter.KEY, "key", (draft, key) -> draft.key = key),
            new Child(ProtobufWriter.VALUE, "value", SUBSCRIBE, draft -> draft));

    static final Message COMMAND = Message.of(Stream.concat(
                    Stream.of(new Whole(1, "id", Range.UINT32, (draft, id) -> draft.id = (int) id)),
                    Arrays.stream(Method.values())
                            .map(method -> new Child(
                                    method.number(), method.label(), fields(method), draft -> draft.begin(method))))
            .toArray(Field[]::new));

    private Schema() {}

    private static Message fields(Method method) {
        return switch (method) {
            case CONNECT ->
                Message.of(
                        token(1),
                        data(2),
                        new Requests(3, "subs", Draft::putRequest),
                        new Text(4, "name", (draft, name) -> draft.name = name),
                        new Text(5, "version", (draft, version) -> draft.version = version));
            case SUBSCRIBE -> SUBSCRIBE;
            case UNSUBSCRIBE, PRESENCE, PRESENCE_STATS -> Message.of(channel(1));
            case PUBLISH -> Message.of(channel(1), data(2));
            case HISTORY ->
                Message.of(
                        channel(1),
                        new Whole(7, "limit", Range.INT32, (draft, limit) -> draft.limit = (int) limit),
                        new Child(8, "since", POSITION, Draft::beginSince),
                        new Flag(9, "reverse", (draft, reverse) -> draft.reverse = reverse));
            case PING -> Message.of();
            case SEND -> Message.of(data(1));
            case RPC -> Message.of(data(1), new Text(2, "method", (draft, name) -> draft.name = name));
            case REFRESH -> Message.of(token(1));
            case SUB_REFRESH -> Message.of(channel(1), token(2));
        };
    }

    private static Field channel(int number) {
        return new Text(number, "channel", (draft, channel) -> draft.channel = channel);
    }

    private static Field token(int number) {
        return new Text(number, "token", (draft, token) -> draft.token = token);
    }

    private static Field data(int number) {
        return new Data(number, "data", (draft, data) -> draft.data = data);
    }
}
