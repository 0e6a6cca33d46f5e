#include "posts.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "tables.h"

namespace tidemark::instagram {
namespace {

using Group = LookUp::Group;

constexpr std::int64_t kDay = 86'400'000;
constexpr std::int64_t kYoung = 30 * kDay;
constexpr std::int64_t kStoryLives = kDay;
constexpr std::size_t kWorthAPage = 4;  // media of one kind: fewer are asked by id
constexpr std::size_t kMostPages = 3;   // for at most 100 media: their stretch may hold others as well
constexpr std::string_view kFields = "media_type,media_product_type,timestamp,like_count,comments_count";

template <class Keep>
Group chosen(const Group& group, Keep keep) {
  Group kept;
  std::copy_if(group.begin(), group.end(), std::back_inserter(kept),
               [&](const Media* one) { return keep(*one); });
  return kept;
}

/// The one kind of all of them, if they have one that the list can serve.
std::optional<Kind> one_kind(const Group& group) {
  const Kind kind = group.front()->kind();
  const bool all =
      std::all_of(group.begin(), group.end(), [&](const Media* one) { return one->kind() == kind; });
  return all && (kind == Kind::feed || kind == Kind::reels) ? std::optional(kind) : std::nullopt;
}

bool is_worth_listing(const Group& group) {
  return !group.empty() && group.size() >= (one_kind(group) ? kWorthAPage : kIds + 1);
}

/// Reads from the list what it has of `group`, all of which are dated.
/// Returns those for which insights of their kind are still to be had.
Group read_from_list(const sdk::Reading& reading, MediaList& list, LookUp& look_up, const Group& group) {
  std::unordered_map<std::string_view, Media*> wanted;
  std::int64_t oldest = INT64_MAX, newest = INT64_MIN;
  for (Media* one : group) {
    wanted.emplace(one->id, one);
    oldest = std::min(oldest, *one->published_at_ms);
    newest = std::max(newest, *one->published_at_ms);
  }
  // A second on either side, because neither end is documented to be part of the stretch.
  graph::Pages pages(
      {{"since", graph::unix_seconds(oldest - 1000)}, {"until", graph::unix_seconds(newest + 1999)}},
      kMostPages);
  Group more;
  while (pages.more() && !wanted.empty()) {
    const auto [root, asked] = list.read(pages, {oldest, newest}, !look_up.insights_denied());
    std::size_t found = 0;
    for (const json::Value entry : root["data"].array()) {
      if (entry["id"].type() != json::Type::string) continue;
      const auto at = wanted.find(*entry["id"].string());
      if (at == wanted.end()) continue;
      Media& media = *at->second;
      wanted.erase(at);
      ++found;
      read_fields(media, entry, false);
      if (asked.empty()) continue;
      read_insights(media, entry["insights"], asked);
      media.has_insights = true;
      if (!list.is_of_one_kind()) more.push_back(&media);
    }
    look_up.note_list(found > 0 && !asked.empty());
    if (found == 0) pages.stop();  // the platform does not keep to the stretch
    reading.stop_if_cancelled();
  }
  return more;
}

/// Whether posts can still be had by their ids when the list cannot.
bool leaves_the_posts(const sdk::Failure& why) {
  return why.code == TIDEMARK_PERMISSION_DENIED ||
         (why.code == TIDEMARK_PLATFORM_ERROR && why.http_status < 500);
}

/// Some of `old`, others each time: any instant turns them by another amount.
Group in_turn(const sdk::Reading& reading, Group old, std::size_t seats) {
  if (old.size() <= seats) return old;
  const auto turn = static_cast<std::uint64_t>(reading.now_ms()) * 0x9E3779B97F4A7C15u >> 32;
  std::rotate(old.begin(), old.begin() + static_cast<std::ptrdiff_t>(turn % old.size()), old.end());
  old.resize(seats);
  return old;
}

std::size_t free_seats(std::size_t taken) {
  return (kIds - taken % kIds) % kIds;
}

void sync_piece(const sdk::Sync& sync, const Group& piece, LookUp& look_up, const Api& api,
                const MetricTable& table, Memory& memory, AccountMemory& account) {
  const auto has_ended = [&](const Media& one) {
    return one.kind() == Kind::story && one.published_at_ms &&
           sync.now_ms() - *one.published_at_ms > kStoryLives;
  };
  for (Media* one : piece) {
    account.has_stories = account.has_stories || one->kind() == Kind::story;
    one->has_fields = one->has_insights = has_ended(*one);
  }
  const Group dated = chosen(
      piece, [&](const Media& one) { return one.kind() != Kind::story && one.published_at_ms.has_value(); });
  if (is_worth_listing(dated) && !api.account().empty()) {
    MediaList list(sync, api, table, memory, account, kFields, one_kind(dated));
    Group more;
    try {
      more = read_from_list(sync, list, look_up, dated);
    } catch (const sdk::Failure& why) {
      if (!leaves_the_posts(why)) throw;
      sync.info("the posts are asked for by id: " + why.message);
    }
    read_what_is_of_one_kind(sync, table, look_up, more);
  }
  look_up.read(chosen(piece, [](const Media& one) { return !one.failure && !one.has_insights; }));
  for (Media* one : piece)
    if (!one->has_fields && !one->failure)
      one->failure = sdk::Failure(TIDEMARK_BAD_RESPONSE, "the platform says nothing of post " + one->id);
}

}  // namespace

void read_what_is_of_one_kind(const sdk::Reading& reading, const MetricTable& table, LookUp& look_up,
                              const Group& media) {
  constexpr Kind kKinds[] = {Kind::reels, Kind::feed};
  Group young[2], old[2];
  for (Media* one : media) {
    if (one->failure) continue;
    for (std::size_t i = 0; i < 2; ++i)
      if (one->kind() == kKinds[i]) {
        const bool is_young = !one->published_at_ms || reading.now_ms() - *one->published_at_ms < kYoung;
        (is_young || media.size() <= kIds ? young : old)[i].push_back(one);
      }
  }
  const bool room_for_one = young[0].empty() && young[1].empty();
  const auto draw = static_cast<std::uint64_t>(reading.now_ms()) * 0x9E3779B97F4A7C15u >> 33;
  const std::size_t drawn =
      draw % std::max<std::size_t>(old[0].size() + old[1].size(), 1) < old[0].size() ? 0 : 1;
  for (std::size_t i = 0; i < 2; ++i) {
    const std::size_t seats = room_for_one && i == drawn ? kIds : free_seats(young[i].size());
    const Group more = in_turn(reading, old[i], seats);
    young[i].insert(young[i].end(), more.begin(), more.end());
    for (std::size_t at = 0; at < young[i].size(); at += kIds) {
      const auto first = young[i].begin() + static_cast<std::ptrdiff_t>(at);
      const auto end = young[i].begin() + static_cast<std::ptrdiff_t>(std::min(at + kIds, young[i].size()));
      look_up.read_insights(kKinds[i], Group(first, end), table.extra(kKinds[i]));
    }
  }
}

void sync_posts(const sdk::Sync& sync, const Api& api, const MetricTable& table, Memory& memory) {
  AccountMemory& account = memory.of(api.account());
  std::vector<Media> all;
  for (const sdk::Item& item : sync.items())
    if (!item.is_account)
      all.push_back({.item = item.index,
                     .id = std::string(item.platform_id),
                     .type = std::string(item.type),
                     .published_at_ms = item.published_at_ms});
  LookUp look_up(sync, api, table, memory, account);
  for (std::size_t at = 0; at < all.size(); at += kPage) {
    Group piece;
    for (std::size_t i = at; i < std::min(at + kPage, all.size()); ++i) piece.push_back(&all[i]);
    try {
      sync_piece(sync, piece, look_up, api, table, memory, account);
    } catch (const sdk::Failure&) {
      commit(sync, piece);  // what was read stays
      throw;
    } catch (const json::Error&) {
      commit(sync, piece);
      throw;
    }
    commit(sync, piece);
  }
}

}  // namespace tidemark::instagram
