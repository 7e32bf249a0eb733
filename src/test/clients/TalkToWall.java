import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** java TalkToWall.java URL [COUNT [MESSAGE]]: sends MESSAGE, prints COUNT messages (0: until the server closes). */
final class TalkToWall implements WebSocket.Listener {
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final int count;
    private int heard;
    private int bytes;

    TalkToWall(int count) {
        this.count = count;
    }

    public static void main(String[] args) {
        TalkToWall listener = new TalkToWall(args.length > 1 ? Integer.parseInt(args[1]) : 0);
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(args[0]), listener)
                .join();
        if (args.length > 2) {
            socket.sendText(args[2], true).join();
        }
        System.out.println("closed " + listener.closed.join());
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            print(socket, text.toString());
            text.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        bytes += data.remaining();
        if (last) {
            print(socket, "<" + bytes + " bytes>");
            bytes = 0;
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closed.complete((code + " " + reason).stripTrailing());
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        closed.complete("1006 " + error.getMessage());
    }

    private void print(WebSocket socket, String message) {
        if (socket.isOutputClosed()) {
            return;
        }
        System.out.println(message);
        if (++heard == count) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
        }
    }
}
