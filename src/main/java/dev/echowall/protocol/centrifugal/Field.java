package dev.echowall.protocol.centrifugal;

import dev.echowall.channel.Payload;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** A field of a message that clients send: its name, its type, and where its value goes. */
sealed interface Field {
    /** Its number in Protobuf. */
    int number();

    /** Its name in JSON. */
    String name();

    /** Its wire type in Protobuf. */
    default int wireType() {
        return ProtobufWriter.LENGTH_DELIMITED;
    }

    record Text(int number, String name, BiConsumer<Draft, String> to) implements Field {}

    record Whole(int number, String name, Range range, ObjLongConsumer<Draft> to) implements Field {
        @Override
        public int wireType() {
            return ProtobufWriter.VARINT;
        }
    }

    record Flag(int number, String name, BiConsumer<Draft, Boolean> to) implements Field {
        @Override
        public int wireType() {
            return ProtobufWriter.VARINT;
        }
    }

    /** Any JSON value; in Protobuf any bytes. */
    record Data(int number, String name, BiConsumer<Draft, @Nullable Payload> to) implements Field {}

    /** Another message, whose fields go to the draft that the function returns; skipped if that is null. */
    record Child(int number, String name, Message message, Function<Draft, @Nullable Draft> to) implements Field {}

    /** Subscribe requests by channel. */
    record Requests(int number, String name, BiConsumer<Draft, Draft> to) implements Field {}

    /** Only its presence matters. */
    record Present(int number, String name, Consumer<Draft> to) implements Field {}

    /** The types of integers. */
    enum Range {
        INT32 {
            @Override
            long parse(String digits) {
                return Integer.parseInt(digits);
            }

            @Override
            long ofVarint(long value) {
                return (int) value;
            }
        },
        UINT32 {
            @Override
            long parse(String digits) {
                return Integer.toUnsignedLong(Integer.parseUnsignedInt(digits));
            }

            @Override
            long ofVarint(long value) {
                return value & 0xFFFF_FFFFL;
            }
        },
        INT64 {
            @Override
            long parse(String digits) {
                return Long.parseLong(digits);
            }
        },
        /** Numbers from 2^63 on are negative longs. */
        UINT64 {
            @Override
            long parse(String digits) {
                return Long.parseUnsignedLong(digits);
            }
        };

        /**
         * @throws NumberFormatException also for a number out of range
         */
        abstract long parse(String digits);

        /** Truncates larger numbers, as Protobuf defines it. */
        long ofVarint(long value) {
            return value;
        }
    }
}
