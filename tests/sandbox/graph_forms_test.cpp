// The forms of whole answers: every key with the type of its value, as recorded and documented answers have
// them.

#include <gtest/gtest.h>

#include "graph_client.h"

namespace tidemark::sandbox::testing {
namespace {

using Form = std::set<std::string>;

/// What is in `wanted` and not in the answer.
Form lacking(const Reply& reply, const Form& wanted) {
  const Form is = form_of(reply.root);
  Form lacks;
  std::set_difference(wanted.begin(), wanted.end(), is.begin(), is.end(), std::inserter(lacks, lacks.end()));
  return lacks;
}

TEST(GraphForms, OfAFeedAreThoseThatWereRecorded) {
  GraphFixture fixture;
  const Reply feed = fixture.facebook(
      "/" + fixture.page_id() +
      "/feed?limit=20&fields=id,created_time,message,permalink_url,shares,status_type,updated_time,"
      "comments.filter(stream).summary(true).limit(0),reactions.summary(true).limit(0),"
      "reactions.type(LIKE).limit(0).summary(total_count).as(like)");
  EXPECT_EQ(form_of(feed.root),
            (Form{".data[].comments.summary.can_comment:other", ".data[].comments.summary.order:string",
                  ".data[].comments.summary.total_count:integer", ".data[].created_time:string",
                  ".data[].id:string", ".data[].like.summary.total_count:integer", ".data[].message:string",
                  ".data[].permalink_url:string", ".data[].reactions.summary.total_count:integer",
                  ".data[].reactions.summary.viewer_reaction:string", ".data[].shares.count:integer",
                  ".data[].status_type:string", ".data[].updated_time:string", ".paging.cursors.after:string",
                  ".paging.cursors.before:string", ".paging.next:string"}));
}

TEST(GraphForms, OfInsightsAreThoseThatWereRecorded) {
  GraphFixture fixture;
  const Form insights = {".data[].description:string", ".data[].id:string",
                         ".data[].name:string",        ".data[].period:string",
                         ".data[].title:string",       ".data[].values[].value:integer",
                         ".paging.next:string",        ".paging.previous:string"};
  EXPECT_EQ(
      form_of(fixture.facebook("/" + fixture.post_older_than(200) + "/insights?metric=post_clicks").root),
      insights);
  Form by_day = insights;
  by_day.insert(".data[].values[].end_time:string");
  EXPECT_EQ(
      form_of(
          fixture.facebook("/" + fixture.page_id() + "/insights?metric=page_views_total&period=day").root),
      by_day);
}

TEST(GraphForms, OfPagesAndTokensAreThoseThatWereRecorded) {
  GraphFixture fixture;
  EXPECT_EQ(form_of(fixture.facebook("/" + fixture.page_id() + "?fields=fan_count,followers_count").root),
            (Form{".fan_count:integer", ".followers_count:integer", ".id:string"}));
  EXPECT_EQ(lacking(fixture.facebook("/me/accounts", person(1)),
                    {".data[].access_token:string", ".data[].category:string", ".data[].id:string",
                     ".data[].name:string", ".data[].tasks[]:string", ".paging.cursors.after:string",
                     ".paging.cursors.before:string"}),
            Form{});
  EXPECT_EQ(
      lacking(fixture.facebook("/debug_token?input_token=" + page(1), kAppToken),
              {".data.app_id:string", ".data.application:string", ".data.data_access_expires_at:integer",
               ".data.expires_at:integer", ".data.granular_scopes[].scope:string", ".data.is_valid:other",
               ".data.scopes[]:string", ".data.type:string", ".data.user_id:string"}),
      Form{});
}

TEST(GraphForms, OfErrorsAreThoseThatWereRecorded) {
  GraphFixture fixture;
  EXPECT_EQ(form_of(fixture.facebook("/" + fixture.page_id() + "/insights?metric=page_fans").root),
            (Form{".error.code:integer", ".error.fbtrace_id:string", ".error.message:string",
                  ".error.type:string"}));
  fixture.set("instagram", "before_conversion=1000");
  EXPECT_EQ(lacking(fixture.instagram("/" + fixture.media_older_than(24) + "/insights?metric=reach"),
                    {".error.code:integer", ".error.error_subcode:integer", ".error.error_user_msg:string",
                     ".error.error_user_title:string", ".error.fbtrace_id:string",
                     ".error.is_transient:other", ".error.message:string", ".error.type:string"}),
            Form{});
}

TEST(GraphForms, OfInstagramsListsAndProfileAreThoseThatWereRecorded) {
  GraphFixture fixture;
  const Reply list = fixture.by_facebook_login(
      "/" + fixture.user_id() +
      "/media?limit=50&fields=id,caption,comments_count,is_comment_enabled,like_count,media_product_type,"
      "media_type,"
      "owner,permalink,shortcode,timestamp,children{id,media_type,media_url,permalink,shortcode,timestamp}");
  EXPECT_EQ(
      lacking(list,
              {".data[].caption:string", ".data[].children.data[].id:string",
               ".data[].children.data[].media_type:string", ".data[].children.data[].shortcode:string",
               ".data[].comments_count:integer", ".data[].id:string", ".data[].is_comment_enabled:other",
               ".data[].like_count:integer", ".data[].media_product_type:string", ".data[].media_type:string",
               ".data[].owner.id:string", ".data[].permalink:string", ".data[].shortcode:string",
               ".data[].timestamp:string", ".paging.cursors.after:string", ".paging.next:string"}),
      Form{});
  EXPECT_EQ(
      form_of(fixture.instagram("/me?fields=user_id,username,account_type,followers_count,media_count").root),
      (Form{".account_type:string", ".followers_count:integer", ".id:string", ".media_count:integer",
            ".user_id:string", ".username:string"}));
}

TEST(GraphForms, OfAccountInsightsAreThoseThatWereRecorded) {
  GraphFixture fixture;
  const Reply total = fixture.by_facebook_login(
      "/" + fixture.user_id() +
      "/insights?metric=reach&period=day&metric_type=total_value&breakdown=media_product_type,follow_type");
  EXPECT_EQ(
      form_of(total.root),
      (Form{".data[].description:string", ".data[].id:string", ".data[].name:string", ".data[].period:string",
            ".data[].title:string", ".data[].total_value.breakdowns[].dimension_keys[]:string",
            ".data[].total_value.breakdowns[].results[].dimension_values[]:string",
            ".data[].total_value.breakdowns[].results[].value:integer", ".data[].total_value.value:integer",
            ".paging.next:string", ".paging.previous:string"}));
}

TEST(GraphForms, OfPageStoriesHaveTimesAsText) {
  GraphFixture fixture;
  EXPECT_EQ(form_of(fixture.facebook("/" + fixture.page_id() + "/stories").root),
            (Form{".data[].creation_time:string", ".data[].media_id:string", ".data[].media_type:string",
                  ".data[].post_id:string", ".data[].status:string", ".data[].url:string"}));
}

}  // namespace
}  // namespace tidemark::sandbox::testing
