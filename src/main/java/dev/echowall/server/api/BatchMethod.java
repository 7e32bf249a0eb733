package dev.echowall.server.api;

import dev.echowall.protocol.ErrorCode;
import dev.echowall.protocol.Refusal;
import dev.echowall.protocol.plain.JsonFields;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Executes several commands of one request and collects their replies. Publications that follow one another are issued
 * together, because the order in each channel is that of the calls anyway. Other commands are executed one after the
 * other, or several at a time if the request allows it ({@code parallel}).
 */
final class BatchMethod {
    /** The most commands under way at a time that may have large results; publications are not among them. */
    private static final int AT_ONCE = 16;

    private static final Set<String> PUBLISHING = Set.of("publish", "broadcast");

    /** Those whose results may be large. */
    private static final Set<String> READING = Set.of("history", "channels", "info", "presence");

    private final Map<String, ApiMethod> methods;
    private final ApiLimits limits;

    /** @param methods by name, without this one */
    BatchMethod(Map<String, ApiMethod> methods, ApiLimits limits) {
        this.methods = methods;
        this.limits = limits;
    }

    Future<byte[]> execute(JsonFields request) {
        List<@Nullable JsonFields> commands = request.objects("commands");
        if (commands.size() > limits.commands()) {
            throw new Refusal(
                    ErrorCode.LIMIT_EXCEEDED,
                    "a batch has at most " + limits.commands() + " commands (limits.commands-per-batch)");
        }
        return new Run(commands, request.flag("parallel")).start();
    }

    /** One batch. Confined to the event loop of the request. */
    private final class Run {
        private final List<@Nullable JsonFields> commands;
        private final boolean parallel;
        private final List<byte @Nullable []> replies;
        private final Promise<byte[]> done = Promise.promise();
        private int next;
        private int publishing;
        private int others;
        private int channels;
        private long replyBytes;
        private boolean proceeding;

        Run(List<@Nullable JsonFields> commands, boolean parallel) {
            this.commands = commands;
            this.parallel = parallel;
            this.replies = new ArrayList<>(commands.size());
        }

        Future<byte[]> start() {
            proceed();
            return done.future();
        }

        /** Begins as many commands as may be begun now. A command may be done before this returns. */
        private void proceed() {
            if (proceeding) {
                return;
            }
            proceeding = true;
            while (next < commands.size() && mayBegin(method(commands.get(next)))) {
                begin(next++);
            }
            proceeding = false;
            if (next == commands.size() && publishing + others == 0) {
                done.tryComplete(joined());
            }
        }

        private boolean mayBegin(String method) {
            boolean publishes = PUBLISHING.contains(method);
            if (parallel) {
                return publishes || others < AT_ONCE;
            }
            return others == 0 && (publishes || publishing == 0);
        }

        private void begin(int index) {
            replies.add(null);
            JsonFields command = commands.get(index);
            String method = method(command);
            boolean publishes = PUBLISHING.contains(method);
            if (publishes) {
                publishing++;
            } else {
                others++;
            }
            execute(method, command).onComplete(result -> {
                byte[] reply = result.succeeded()
                        ? ResultWriter.object(out -> ResultWriter.json(out, method, result.result()))
                        : ResultWriter.object(out -> ResultWriter.error(out, ApiFailure.refusal(result.cause())));
                replies.set(index, reply);
                replyBytes += reply.length;
                if (publishes) {
                    publishing--;
                } else {
                    others--;
                }
                proceed();
            });
        }

        private Future<byte[]> execute(String method, @Nullable JsonFields command) {
            ApiMethod found = methods.get(method);
            try {
                JsonFields request = command == null || method.isEmpty() ? null : command.object(method);
                if (request == null || found == null) {
                    throw request == null
                            ? new IllegalArgumentException("a command is an object with one method in it")
                            : new Refusal(ErrorCode.NOT_FOUND, "a batch has no method " + method);
                }
                if (method.equals("broadcast")) {
                    channels += request.texts("channels").size();
                    if (channels > limits.channels()) {
                        throw new Refusal(ErrorCode.LIMIT_EXCEEDED, PublishMethods.tooMany(limits));
                    }
                }
                if (READING.contains(method) && replyBytes > limits.batchBytes()) {
                    throw new Refusal(
                            ErrorCode.LIMIT_EXCEEDED,
                            "the replies of this batch are too large already (limits.batch-bytes)");
                }
                return found.execute(request);
            } catch (RuntimeException failed) {
                return Future.failedFuture(failed);
            }
        }

        private byte[] joined() {
            return ResultWriter.object(out -> {
                out.writeArrayFieldStart("replies");
                for (byte[] each : replies) {
                    out.writeRawValue(new String(each, java.nio.charset.StandardCharsets.UTF_8));
                }
                out.writeEndArray();
            });
        }
    }

    /** The first method that the command has; otherwise its first field, or "" if there is none. */
    private String method(@Nullable JsonFields command) {
        List<String> names = command == null ? List.of() : command.names();
        return names.stream().filter(methods::containsKey).findFirst().orElse(names.isEmpty() ? "" : names.get(0));
    }
}
