// go run . URL TOKEN_URL CHANNEL [MESSAGE]: publishes MESSAGE (JSON), prints what is published.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"

	"github.com/centrifugal/centrifuge-go"
)

// backendToken is called to connect, and again when the token expires.
func backendToken(url string) (string, error) {
	answer, err := http.Get(url)
	if err != nil {
		return "", err // it is called again
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK:
		token, err := io.ReadAll(answer.Body)
		return string(token), err
	case http.StatusUnauthorized:
		return "", centrifuge.ErrUnauthorized // not logged in: final
	default:
		return "", fmt.Errorf("%s answered %s", url, answer.Status)
	}
}

func main() {
	url, tokenURL, channel := os.Args[1], os.Args[2], os.Args[3]
	closed := make(chan struct{})

	// NewProtobufClient takes the same and sends fewer bytes.
	client := centrifuge.NewJsonClient(url, centrifuge.Config{
		GetToken: func(centrifuge.ConnectionTokenEvent) (string, error) { return backendToken(tokenURL) },
	})
	client.OnDisconnected(func(e centrifuge.DisconnectedEvent) {
		fmt.Println("closed", e.Code, e.Reason)
		close(closed)
	})

	subscription, err := client.NewSubscription(channel)
	if err != nil {
		log.Fatal(err)
	}
	subscription.OnSubscribed(func(e centrifuge.SubscribedEvent) {
		switch {
		case !e.WasRecovering:
			fmt.Println("subscribed")
		case e.Recovered:
			fmt.Println("subscribed again, nothing missed")
		default:
			fmt.Println("subscribed again, what was missed is gone")
		}
	})
	subscription.OnUnsubscribed(func(e centrifuge.UnsubscribedEvent) {
		fmt.Println("unsubscribed", e.Code, e.Reason)
	})
	subscription.OnPublication(func(e centrifuge.PublicationEvent) {
		fmt.Println(e.Offset, string(e.Data))
	})

	if err := client.Connect(); err != nil {
		log.Fatal(err)
	}
	if err := subscription.Subscribe(); err != nil {
		log.Fatal(err)
	}
	if len(os.Args) > 4 {
		if _, err := subscription.Publish(context.Background(), []byte(os.Args[4])); err != nil {
			log.Fatal(err)
		}
	}
	<-closed
}
