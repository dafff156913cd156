// A front end's client in the small: types and documents are generated, and `fetch` does the rest.
import {
  CalendarFeedsQueryDocument,
  CalendarFeedQueryDocument,
  ResetCalendarFeedsMutationDocument,
  SignInMutationDocument,
  type CalendarFeedsQueryQuery,
  type TypedDocumentString,
} from "./generated/graphql.js";

export type Feed = CalendarFeedsQueryQuery["calendarFeeds"]["edges"][number]["node"];

/** What the user can correct, or what went wrong. */
export class Refused extends Error {}

export class Client {
  constructor(
    private readonly address: string,
    private readonly send: typeof fetch = fetch,
  ) {}

  async signIn(email: string, password: string): Promise<string> {
    const { signIn } = await this.ask(SignInMutationDocument, { input: { email, password } });
    refuse(signIn.errors);
    return signIn.viewer?.name ?? "";
  }

  async feeds(): Promise<Feed[]> {
    const feeds: Feed[] = [];
    let after: string | null | undefined = null;
    do {
      const page: CalendarFeedsQueryQuery = await this.ask(CalendarFeedsQueryDocument, {
        first: 1,
        after,
      });
      feeds.push(...page.calendarFeeds.edges.map((edge) => edge.node));
      const { hasNextPage, endCursor } = page.calendarFeeds.pageInfo;
      after = hasNextPage ? endCursor : null;
    } while (after);
    return feeds;
  }

  /** The titles that programs show of a feed. */
  async preview(id: string): Promise<string[]> {
    const { node } = await this.ask(CalendarFeedQueryDocument, { id });
    if (node?.__typename !== "CalendarFeed") return [];
    return (node.report?.preview ?? []).map((item) => item.title);
  }

  /** The new address of each feed, by its id. */
  async reset(feedIds: string[]): Promise<Map<string, string>> {
    const { resetCalendarFeeds } = await this.ask(ResetCalendarFeedsMutationDocument, {
      input: { feedIds },
    });
    refuse(resetCalendarFeeds.errors);
    const feeds = resetCalendarFeeds.feeds ?? [];
    return new Map(feeds.map((feed) => [feed.id, feed.links?.url ?? ""]));
  }

  private async ask<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    const response = await this.send(this.address, {
      method: "POST",
      headers: {
        Accept: "application/graphql-response+json, application/json",
        "Content-Type": "application/json",
      },
      body: JSON.stringify({ query: document.toString(), variables }),
    });
    const answer = (await response.json()) as { data?: Result; errors?: { message: string }[] };
    refuse(answer.errors ?? []);
    if (!answer.data) throw new Refused(`${response.status}`);
    return answer.data;
  }
}

function refuse(errors: readonly { message: string }[]): void {
  if (errors.length > 0) throw new Refused(errors.map((error) => error.message).join(" "));
}
