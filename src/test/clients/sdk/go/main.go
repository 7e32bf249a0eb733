// sdk-client json|protobuf: does what each line of its input says, with centrifuge-go, and prints what happens.
// A line is a JSON object either way; README.md in the directory above has them.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/centrifugal/centrifuge-go"
)

const timeout = 10 * time.Second

type fields map[string]any

type command struct {
	Do      string          `json:"do"`
	Of      int             `json:"of"`
	ID      int             `json:"id"`
	URL     string          `json:"url"`
	Tokens  []string        `json:"tokens"`
	Channel string          `json:"channel"`
	Data    json.RawMessage `json:"data"`
	Limit   int32           `json:"limit"`
	Reverse bool            `json:"reverse"`
}

var (
	output = json.NewEncoder(os.Stdout)
	mutex  sync.Mutex
)

func say(of int, event string, more fields) {
	line := fields{"of": of, "event": event}
	for key, value := range more {
		line[key] = value
	}
	mutex.Lock()
	defer mutex.Unlock()
	if err := output.Encode(line); err != nil {
		panic(err)
	}
}

func failure(err error) fields {
	var serverError *centrifuge.Error
	if errors.As(err, &serverError) {
		return fields{"error": serverError.Code, "code": serverError.Code, "message": err.Error()}
	}
	return fields{"error": 0, "message": err.Error()}
}

func publication(pub centrifuge.Publication) fields {
	result := fields{"data": json.RawMessage(pub.Data), "offset": pub.Offset}
	if pub.Info != nil {
		result["client"] = pub.Info.Client
		result["user"] = pub.Info.User
		result["connInfo"] = orNull(pub.Info.ConnInfo)
		result["chanInfo"] = orNull(pub.Info.ChanInfo)
	}
	return result
}

func orNull(data []byte) json.RawMessage {
	if len(data) == 0 {
		return nil
	}
	return data
}

func subscribed(channel string, wasRecovering bool, recovered bool, at *centrifuge.StreamPosition) fields {
	line := fields{"channel": channel, "wasRecovering": wasRecovering, "recovered": recovered}
	if at != nil {
		line["offset"], line["epoch"] = at.Offset, at.Epoch
	}
	return line
}

// The first of the tokens is there from the beginning; the others are fetched, one each time that the SDK asks.
func credentials(tokens []string, asked func()) (string, func() (string, error)) {
	later := make(chan string, len(tokens))
	for _, token := range tokens[1:] {
		later <- token
	}
	return tokens[0], func() (string, error) {
		asked()
		select {
		case token := <-later:
			return token, nil
		default:
			return "", centrifuge.ErrUnauthorized
		}
	}
}

type driver struct {
	protobuf bool
	of       int
	client   *centrifuge.Client
}

func (d *driver) connect(c command) {
	if d.client != nil {
		d.client.Close()
	}
	of := c.Of
	d.of = of
	config := centrifuge.Config{}
	if len(c.Tokens) > 0 {
		token, next := credentials(c.Tokens, func() { say(of, "token", fields{}) })
		config.Token = token
		config.GetToken = func(centrifuge.ConnectionTokenEvent) (string, error) { return next() }
	}
	if d.protobuf {
		d.client = centrifuge.NewProtobufClient(c.URL, config)
	} else {
		d.client = centrifuge.NewJsonClient(c.URL, config)
	}
	d.client.OnConnecting(func(e centrifuge.ConnectingEvent) { say(of, "connecting", fields{"code": e.Code}) })
	d.client.OnConnected(func(e centrifuge.ConnectedEvent) { say(of, "connected", fields{"client": e.ClientID}) })
	d.client.OnDisconnected(func(e centrifuge.DisconnectedEvent) { say(of, "disconnected", fields{"code": e.Code}) })
	d.client.OnError(func(e centrifuge.ErrorEvent) { say(of, "error", failure(e.Error)) })
	d.client.OnSubscribed(func(e centrifuge.ServerSubscribedEvent) {
		say(of, "subscribed", subscribed(e.Channel, e.WasRecovering, e.Recovered, e.StreamPosition))
	})
	d.client.OnPublication(func(e centrifuge.ServerPublicationEvent) {
		line := publication(e.Publication)
		line["channel"] = e.Channel
		say(of, "publication", line)
	})
	check(d.client.Connect())
}

func (d *driver) subscription(c command) *centrifuge.Subscription {
	channel := c.Channel
	if known, found := d.client.GetSubscription(channel); found {
		return known
	}
	of := d.of
	config := centrifuge.SubscriptionConfig{JoinLeave: true}
	if len(c.Tokens) > 0 {
		token, next := credentials(c.Tokens, func() { say(of, "token", fields{"channel": channel}) })
		config.Token = token
		config.GetToken = func(centrifuge.SubscriptionTokenEvent) (string, error) { return next() }
	}
	sub, err := d.client.NewSubscription(channel, config)
	check(err)
	sub.OnSubscribing(func(e centrifuge.SubscribingEvent) {
		say(of, "subscribing", fields{"channel": channel, "code": e.Code})
	})
	sub.OnSubscribed(func(e centrifuge.SubscribedEvent) {
		say(of, "subscribed", subscribed(channel, e.WasRecovering, e.Recovered, e.StreamPosition))
	})
	sub.OnUnsubscribed(func(e centrifuge.UnsubscribedEvent) {
		say(of, "unsubscribed", fields{"channel": channel, "code": e.Code})
	})
	sub.OnPublication(func(e centrifuge.PublicationEvent) {
		line := publication(e.Publication)
		line["channel"] = channel
		say(of, "publication", line)
	})
	sub.OnJoin(func(e centrifuge.JoinEvent) {
		say(of, "join", fields{"channel": channel, "client": e.Client})
	})
	sub.OnLeave(func(e centrifuge.LeaveEvent) {
		say(of, "leave", fields{"channel": channel, "client": e.Client})
	})
	sub.OnError(func(e centrifuge.SubscriptionErrorEvent) {
		line := failure(e.Error)
		line["channel"] = channel
		say(of, "error", line)
	})
	return sub
}

func (d *driver) history(ctx context.Context, c command) (fields, error) {
	result, err := d.client.History(
		ctx, c.Channel, centrifuge.WithHistoryLimit(c.Limit), centrifuge.WithHistoryReverse(c.Reverse))
	if err != nil {
		return nil, err
	}
	publications := []fields{}
	for _, each := range result.Publications {
		publications = append(publications, publication(each))
	}
	return fields{"publications": publications, "epoch": result.Epoch, "offset": result.Offset}, nil
}

func (d *driver) ask(c command) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	result := fields{}
	var err error
	switch c.Do {
	case "publish":
		_, err = d.client.Publish(ctx, c.Channel, c.Data)
	case "history":
		result, err = d.history(ctx, c)
	case "presence":
		var found centrifuge.PresenceResult
		found, err = d.client.Presence(ctx, c.Channel)
		clients := []string{}
		for client := range found.Clients {
			clients = append(clients, client)
		}
		result["clients"] = clients
	case "presence_stats":
		var found centrifuge.PresenceStatsResult
		found, err = d.client.PresenceStats(ctx, c.Channel)
		result["numClients"], result["numUsers"] = found.NumClients, found.NumUsers
	case "rpc":
		_, err = d.client.RPC(ctx, "method", c.Data)
	default:
		panic("unknown: " + c.Do)
	}
	if err != nil {
		result = failure(err)
	}
	result["id"] = c.ID
	say(d.of, "done", result)
}

func (d *driver) run(c command) {
	switch c.Do {
	case "connect":
		d.connect(c)
	case "disconnect":
		check(d.client.Disconnect())
	case "subscribe":
		check(d.subscription(c).Subscribe())
	case "unsubscribe":
		check(d.subscription(c).Unsubscribe())
	default:
		d.ask(c)
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	d := &driver{protobuf: os.Args[1] == "protobuf"}
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		var c command
		check(json.Unmarshal(input.Bytes(), &c))
		d.run(c)
	}
}
