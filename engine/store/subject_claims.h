#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <utility>

#include "domain/ids.h"

namespace tidemark {

/// Puts writers of one subject in order. A writer claims all its subjects, in rising order, so that two
/// writers never wait for each other. Exact rather than striped: with stripes, two batches of a hundred posts
/// would nearly always meet in one, and each would wait for the other's sync instead of sharing it.
class SubjectClaims {
 public:
  /// Held until destroyed.
  class Claim {
   public:
    Claim(SubjectClaims& claims, std::set<Subject> subjects)
        : claims_(claims), subjects_(std::move(subjects)) {
      std::unique_lock lock(claims_.mutex_);
      for (const Subject& subject : subjects_) {
        claims_.released_.wait(lock, [&] { return !claims_.held_.contains(subject); });
        claims_.held_.insert(subject);
      }
    }
    ~Claim() {
      {
        std::lock_guard lock(claims_.mutex_);
        for (const Subject& subject : subjects_) claims_.held_.erase(subject);
      }
      claims_.released_.notify_all();
    }
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;
    const std::set<Subject>& subjects() const { return subjects_; }

   private:
    SubjectClaims& claims_;
    const std::set<Subject> subjects_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable released_;
  std::set<Subject> held_;  // guarded by mutex_
};

}  // namespace tidemark
