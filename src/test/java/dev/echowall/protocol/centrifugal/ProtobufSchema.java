package dev.echowall.protocol.centrifugal;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import dev.echowall.channel.Payload;
import dev.echowall.protocol.plain.JsonText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The schema of the protocol for Protobuf's own library, which says what is right. */
final class ProtobufSchema {
    private static final FileDescriptor FILE = file();

    static final Descriptor COMMAND = FILE.findMessageTypeByName("Command");
    static final Descriptor REPLY = FILE.findMessageTypeByName("Reply");

    private ProtobufSchema() {}

    /**
     * A message of what stands in a map: strings, numbers, booleans, bytes or payloads, lists, and maps for messages. What is
     * empty or 0 is left out, as proto3 does it.
     */
    static DynamicMessage message(Descriptor type, Map<?, ?> fields) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        fields.forEach((name, value) -> put(message, type.findFieldByName((String) name), value));
        return message.build();
    }

    private static void put(DynamicMessage.Builder to, FieldDescriptor field, Object value) {
        if (field.isMapField()) {
            FieldDescriptor of = field.getMessageType().findFieldByNumber(2);
            ((Map<?, ?>) value).forEach((key, each) -> {
                DynamicMessage.Builder entry = DynamicMessage.newBuilder(field.getMessageType());
                entry.setField(field.getMessageType().findFieldByNumber(1), key);
                entry.setField(of, of.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? value(of, each) : each);
                to.addRepeatedField(field, entry.build());
            });
        } else if (field.isRepeated()) {
            ((List<?>) value).forEach(each -> to.addRepeatedField(field, value(field, each)));
        } else {
            Object converted = value(field, value);
            if (!converted.equals(field.hasPresence() ? null : field.getDefaultValue())) {
                to.setField(field, converted);
            }
        }
    }

    private static Object value(FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case INT -> ((Number) value).intValue();
            case BYTE_STRING -> ByteString.copyFrom(value instanceof Payload payload ? bytes(payload) : (byte[]) value);
            case MESSAGE -> message(field.getMessageType(), (Map<?, ?>) value);
            default -> value;
        };
    }

    private static byte[] bytes(Payload payload) {
        if (payload.kind() != Payload.Kind.TEXT) {
            return payload.bytes();
        }
        ByteBuf out = Unpooled.buffer().writeByte('"');
        JsonText.write(payload.bytes(), out);
        out.writeByte('"');
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static FileDescriptor file() {
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("client.proto")
                .setSyntax("proto3")
                .addMessageType(type("Error", "1 uint32 code", "2 string message", "3 bool temporary"))
                .addMessageType(type(
                        "Command",
                        "1 uint32 id",
                        "4 ConnectRequest connect",
                        "5 SubscribeRequest subscribe",
                        "6 ChannelRequest unsubscribe",
                        "7 PublishRequest publish",
                        "8 ChannelRequest presence",
                        "9 ChannelRequest presence_stats",
                        "10 HistoryRequest history",
                        "11 Empty ping",
                        "12 SendRequest send",
                        "13 RPCRequest rpc",
                        "14 RefreshRequest refresh",
                        "15 SubRefreshRequest sub_refresh"))
                .addMessageType(type(
                        "Reply",
                        "1 uint32 id",
                        "2 Error error",
                        "4 Push push",
                        "5 ConnectResult connect",
                        "6 SubscribeResult subscribe",
                        "7 Empty unsubscribe",
                        "8 Empty publish",
                        "9 PresenceResult presence",
                        "10 PresenceStatsResult presence_stats",
                        "11 HistoryResult history",
                        "12 Empty ping",
                        "13 RPCResult rpc",
                        "14 RefreshResult refresh",
                        "15 SubRefreshResult sub_refresh"))
                .addMessageType(type(
                        "Push",
                        "1 int64 id",
                        "2 string channel",
                        "4 Publication pub",
                        "5 Presence join",
                        "6 Presence leave",
                        "7 Unsubscribe unsubscribe",
                        "8 Message message",
                        "9 Subscribe subscribe",
                        "11 Disconnect disconnect",
                        "12 Refresh refresh"))
                .addMessageType(type(
                        "ClientInfo", "1 string user", "2 string client", "3 bytes conn_info", "4 bytes chan_info"))
                .addMessageType(type(
                        "Publication",
                        "4 bytes data",
                        "5 ClientInfo info",
                        "6 uint64 offset",
                        "7 map-string tags",
                        "8 bool delta",
                        "9 int64 time",
                        "10 string channel",
                        "11 string key",
                        "12 bool removed",
                        "13 sint64 score",
                        "14 string epoch",
                        "15 bytes prev_data",
                        "16 uint64 version"))
                .addMessageType(type("Presence", "1 ClientInfo info"))
                .addMessageType(type("Unsubscribe", "2 uint32 code", "3 string reason"))
                .addMessageType(type("Message", "1 bytes data"))
                .addMessageType(type("Refresh", "1 bool expires", "2 uint32 ttl"))
                .addMessageType(type(
                        "Subscribe",
                        "1 bool recoverable",
                        "4 string epoch",
                        "5 uint64 offset",
                        "6 bool positioned",
                        "7 bytes data"))
                .addMessageType(type("Disconnect", "1 uint32 code", "2 string reason", "3 bool reconnect"))
                .addMessageType(type(
                        "ConnectRequest",
                        "1 string token",
                        "2 bytes data",
                        "3 map-SubscribeRequest subs",
                        "4 string name",
                        "5 string version",
                        "6 map-string headers",
                        "7 int64 flag",
                        "8 string dict",
                        "9 string profile"))
                .addMessageType(type(
                        "ConnectResult",
                        "1 string client",
                        "2 string version",
                        "3 bool expires",
                        "4 uint32 ttl",
                        "5 bytes data",
                        "6 map-SubscribeResult subs",
                        "7 uint32 ping",
                        "8 bool pong",
                        "9 string session",
                        "10 string node",
                        "11 int64 time"))
                .addMessageType(type(
                        "SubscribeRequest",
                        "1 string channel",
                        "2 string token",
                        "3 bool recover",
                        "6 string epoch",
                        "7 uint64 offset",
                        "8 bytes data",
                        "9 bool positioned",
                        "10 bool recoverable",
                        "11 bool join_leave",
                        "12 string delta",
                        "13 FilterNode tf",
                        "14 int64 flag",
                        "15 int32 type",
                        "16 int32 phase",
                        "17 string cursor",
                        "18 int32 limit",
                        "19 bool asc"))
                .addMessageType(type(
                        "SubscribeResult",
                        "1 bool expires",
                        "2 uint32 ttl",
                        "3 bool recoverable",
                        "6 string epoch",
                        "7 list-Publication publications",
                        "8 bool recovered",
                        "9 uint64 offset",
                        "10 bool positioned",
                        "11 bytes data",
                        "12 bool was_recovering",
                        "13 bool delta",
                        "14 int64 id"))
                .addMessageType(type("RefreshRequest", "1 string token"))
                .addMessageType(
                        type("RefreshResult", "1 string client", "2 string version", "3 bool expires", "4 uint32 ttl"))
                .addMessageType(type("SubRefreshRequest", "1 string channel", "2 string token"))
                .addMessageType(type("SubRefreshResult", "1 bool expires", "2 uint32 ttl"))
                .addMessageType(type("ChannelRequest", "1 string channel"))
                .addMessageType(type("PublishRequest", "1 string channel", "2 bytes data"))
                .addMessageType(type("PresenceResult", "1 map-ClientInfo presence"))
                .addMessageType(type("PresenceStatsResult", "1 uint32 num_clients", "2 uint32 num_users"))
                .addMessageType(type("StreamPosition", "1 uint64 offset", "2 string epoch"))
                .addMessageType(type(
                        "HistoryRequest",
                        "1 string channel",
                        "7 int32 limit",
                        "8 StreamPosition since",
                        "9 bool reverse"))
                .addMessageType(
                        type("HistoryResult", "1 list-Publication publications", "2 string epoch", "3 uint64 offset"))
                .addMessageType(type("RPCRequest", "1 bytes data", "2 string method"))
                .addMessageType(type("RPCResult", "1 bytes data"))
                .addMessageType(type("SendRequest", "1 bytes data"))
                .addMessageType(type("Empty"))
                .addMessageType(type(
                        "FilterNode",
                        "1 string op",
                        "2 string key",
                        "3 string cmp",
                        "4 string val",
                        "5 list-string vals",
                        "6 list-FilterNode nodes"))
                .build();
        try {
            return FileDescriptor.buildFrom(file, new FileDescriptor[0]);
        } catch (DescriptorValidationException e) {
            throw new AssertionError(e);
        }
    }

    /** Fields are written "number type name", where a type is a scalar's or a message's, perhaps after "list-" or "map-". */
    private static DescriptorProto type(String name, String... fields) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
        for (String each : fields) {
            List<String> words = List.of(each.split(" ", -1));
            FieldDescriptorProto.Builder field = FieldDescriptorProto.newBuilder()
                    .setNumber(Integer.parseInt(words.get(0)))
                    .setName(words.get(2));
            if (words.get(1).startsWith("map-")) {
                String entry = entryName(words.get(2));
                message.addNestedType(
                        type(entry, "1 string key", "2 " + words.get(1).substring(4) + " value").toBuilder()
                                .setOptions(MessageOptions.newBuilder().setMapEntry(true)));
                field.setTypeName(name + "." + entry).setLabel(Label.LABEL_REPEATED);
            } else if (words.get(1).startsWith("list-")) {
                typed(field, words.get(1).substring(5)).setLabel(Label.LABEL_REPEATED);
            } else {
                typed(field, words.get(1)).setLabel(Label.LABEL_OPTIONAL);
            }
            message.addField(field);
        }
        return message.build();
    }

    private static FieldDescriptorProto.Builder typed(FieldDescriptorProto.Builder field, String type) {
        return Character.isUpperCase(type.charAt(0))
                ? field.setTypeName(type)
                : field.setType(FieldDescriptorProto.Type.valueOf("TYPE_" + type.toUpperCase(Locale.ROOT)));
    }

    private static String entryName(String field) {
        return Character.toUpperCase(field.charAt(0)) + field.substring(1) + "Entry";
    }
}
