package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Payload;
import dev.echowall.protocol.centrifugal.Field.Child;
import dev.echowall.protocol.centrifugal.Field.Data;
import dev.echowall.protocol.centrifugal.Field.Flag;
import dev.echowall.protocol.centrifugal.Field.Present;
import dev.echowall.protocol.centrifugal.Field.Requests;
import dev.echowall.protocol.centrifugal.Field.Text;
import dev.echowall.protocol.centrifugal.Field.Whole;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Decodes length-delimited Protobuf messages. Groups, which proto3 does not have, are malformed. */
final class ProtobufCommandDecoder implements CommandDecoder {
    static final ProtobufCommandDecoder INSTANCE = new ProtobufCommandDecoder();

    private static final int WIRE_TYPE = 0x7;

    private ProtobufCommandDecoder() {}

    @Override
    public void decode(byte[] message, Consumer<Command> each) throws MalformedMessage {
        if (message.length == 0) {
            throw new MalformedMessage("a command is missing");
        }
        ProtobufReader reader = new ProtobufReader(message);
        while (reader.hasMore()) {
            Draft draft = new Draft();
            message(Schema.COMMAND, draft, reader);
            each.accept(draft.command());
        }
    }

    private static void message(Message schema, Draft draft, ProtobufReader reader) throws MalformedMessage {
        int outer = reader.enter();
        while (reader.hasMore()) {
            int tag = reader.tag();
            int wireType = tag & WIRE_TYPE;
            Field field = schema.numbered(tag >>> 3);
            if (field == null || field.wireType() != wireType) {
                reader.skip(wireType);
            } else {
                field(field, draft, reader);
            }
        }
        reader.leave(outer);
    }

    private static void field(Field field, Draft draft, ProtobufReader reader) throws MalformedMessage {
        if (field instanceof Text text) {
            text.to().accept(draft, reader.string());
        } else if (field instanceof Whole whole) {
            whole.to().accept(draft, whole.range().ofVarint(reader.varint()));
        } else if (field instanceof Flag flag) {
            flag.to().accept(draft, reader.varint() != 0);
        } else if (field instanceof Data data) {
            data.to().accept(draft, payload(reader.bytes()));
        } else if (field instanceof Child child) {
            Draft to = child.to().apply(draft);
            if (to == null) {
                reader.skip(ProtobufWriter.LENGTH_DELIMITED);
            } else {
                message(child.message(), to, reader);
            }
        } else if (field instanceof Requests requests) {
            Draft entry = new Draft();
            message(Schema.REQUESTS_ENTRY, entry, reader);
            requests.to().accept(draft, entry);
        } else if (field instanceof Present present) {
            present.to().accept(draft);
            reader.skip(ProtobufWriter.LENGTH_DELIMITED);
        }
    }

    /** Protobuf does not distinguish between absent and empty bytes. */
    private static @Nullable Payload payload(byte[] bytes) {
        if (bytes.length == 0) {
            return null;
        }
        return RawJson.isValue(bytes) ? new Payload(Payload.Kind.JSON, bytes) : Payload.binary(bytes);
    }
}
