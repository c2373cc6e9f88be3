-- CreateEnum
CREATE TYPE "ShowMode" AS ENUM ('AUDIO', 'VIDEO');

-- CreateEnum
CREATE TYPE "ShowType" AS ENUM ('EPISODIC', 'SERIAL');

-- CreateEnum
CREATE TYPE "ShowVisibility" AS ENUM ('PUBLIC', 'PRIVATE');

-- CreateEnum
CREATE TYPE "EpisodeType" AS ENUM ('FULL', 'TRAILER', 'BONUS');

-- CreateEnum
CREATE TYPE "EpisodeState" AS ENUM ('DRAFT', 'PUBLISHED');

-- CreateEnum
CREATE TYPE "EpisodeAudience" AS ENUM ('EVERYONE', 'SUBSCRIBERS');

-- CreateEnum
CREATE TYPE "EpisodeFileKind" AS ENUM ('MP3', 'M4A', 'MP4');

-- CreateEnum
CREATE TYPE "MasterState" AS ENUM ('PROCESSING', 'READY', 'FAILED');

-- CreateEnum
CREATE TYPE "ImportState" AS ENUM ('WAITING', 'READING', 'IMPORTING', 'DONE', 'FAILED');

-- CreateEnum
CREATE TYPE "ImportedItemState" AS ENUM ('WAITING', 'DONE', 'FAILED');

-- CreateTable
CREATE TABLE "Show" (
    "id" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "channelId" TEXT,
    "slug" TEXT NOT NULL,
    "guid" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "mode" "ShowMode" NOT NULL DEFAULT 'AUDIO',
    "type" "ShowType" NOT NULL DEFAULT 'EPISODIC',
    "visibility" "ShowVisibility" NOT NULL DEFAULT 'PUBLIC',
    "language" TEXT NOT NULL DEFAULT 'en',
    "author" TEXT NOT NULL,
    "link" TEXT,
    "copyright" TEXT,
    "explicit" BOOLEAN NOT NULL DEFAULT false,
    "categories" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "details" JSONB NOT NULL DEFAULT '{}',
    "artwork" JSONB,
    "pageSize" INTEGER,
    "newFeedUrl" TEXT,
    "redirects" BOOLEAN NOT NULL DEFAULT false,
    "feedWanted" INTEGER NOT NULL DEFAULT 1,
    "feedBuilt" INTEGER NOT NULL DEFAULT 0,
    "feedSettings" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "deletedAt" TIMESTAMP(3),

    CONSTRAINT "Show_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ShowSlug" (
    "slug" TEXT NOT NULL,
    "showId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ShowSlug_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "Episode" (
    "id" TEXT NOT NULL,
    "showId" TEXT NOT NULL,
    "guid" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "assetId" TEXT,
    "videoId" TEXT,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "type" "EpisodeType" NOT NULL DEFAULT 'FULL',
    "season" INTEGER,
    "number" INTEGER,
    "explicit" BOOLEAN,
    "audience" "EpisodeAudience" NOT NULL DEFAULT 'EVERYONE',
    "state" "EpisodeState" NOT NULL DEFAULT 'DRAFT',
    "publishAt" TIMESTAMP(3),
    "pubDate" TIMESTAMP(3),
    "details" JSONB NOT NULL DEFAULT '{}',
    "artwork" JSONB,
    "chapters" JSONB NOT NULL DEFAULT '[]',
    "chaptersFile" TEXT,
    "chaptersFromSource" BOOLEAN NOT NULL DEFAULT true,
    "filesWanted" INTEGER NOT NULL DEFAULT 1,
    "filesBuilt" INTEGER NOT NULL DEFAULT 0,
    "failureCode" TEXT,
    "failureDetail" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "deletedAt" TIMESTAMP(3),

    CONSTRAINT "Episode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EpisodeFile" (
    "episodeId" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "kind" "EpisodeFileKind" NOT NULL,
    "isCurrent" BOOLEAN NOT NULL,
    "contentType" TEXT NOT NULL,
    "sizeBytes" BIGINT NOT NULL,
    "headBytes" INTEGER NOT NULL,
    "durationSeconds" DOUBLE PRECISION NOT NULL,
    "bitrateBps" INTEGER NOT NULL,
    "codecs" TEXT NOT NULL,
    "integrity" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "EpisodeFile_pkey" PRIMARY KEY ("episodeId","fileName")
);

-- CreateTable
CREATE TABLE "AudioMaster" (
    "assetId" TEXT NOT NULL,
    "state" "MasterState" NOT NULL DEFAULT 'PROCESSING',
    "failureCode" TEXT,
    "failureDetail" TEXT,
    "durationSeconds" DOUBLE PRECISION,
    "channels" INTEGER,
    "sourceLufs" DOUBLE PRECISION,
    "masterLufs" DOUBLE PRECISION,
    "truePeakDbtp" DOUBLE PRECISION,
    "mp3Key" TEXT,
    "m4aKey" TEXT,
    "mp4Key" TEXT,
    "peaksKey" TEXT,
    "chapters" JSONB NOT NULL DEFAULT '[]',
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "AudioMaster_pkey" PRIMARY KEY ("assetId")
);

-- CreateTable
CREATE TABLE "Transcript" (
    "episodeId" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "cues" JSONB NOT NULL,
    "files" JSONB NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Transcript_pkey" PRIMARY KEY ("episodeId","language")
);

-- CreateTable
CREATE TABLE "Subscriber" (
    "id" TEXT NOT NULL,
    "showId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "tokenHash" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3),
    "revokedAt" TIMESTAMP(3),
    "lastFetchedAt" TIMESTAMP(3),

    CONSTRAINT "Subscriber_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FeedBuild" (
    "showId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "lastModified" TIMESTAMP(3) NOT NULL,
    "identityBytes" INTEGER NOT NULL,
    "gzipBytes" INTEGER NOT NULL,
    "brotliBytes" INTEGER NOT NULL,
    "builtAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "FeedBuild_pkey" PRIMARY KEY ("showId","name")
);

-- CreateTable
CREATE TABLE "WebSubSubscription" (
    "id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "callback" TEXT NOT NULL,
    "secret" TEXT,
    "leaseSeconds" INTEGER NOT NULL,
    "verifiedAt" TIMESTAMP(3),
    "expiresAt" TIMESTAMP(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "WebSubSubscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FeedImport" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "state" "ImportState" NOT NULL DEFAULT 'WAITING',
    "showId" TEXT,
    "itemsTotal" INTEGER NOT NULL DEFAULT 0,
    "warnings" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "failureCode" TEXT,
    "failureDetail" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "finishedAt" TIMESTAMP(3),

    CONSTRAINT "FeedImport_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportedItem" (
    "importId" TEXT NOT NULL,
    "guid" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "state" "ImportedItemState" NOT NULL DEFAULT 'WAITING',
    "item" JSONB NOT NULL,
    "episodeId" TEXT,
    "failureCode" TEXT,
    "failureDetail" TEXT,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ImportedItem_pkey" PRIMARY KEY ("importId","guid")
);

-- CreateTable
CREATE TABLE "DownloadSalt" (
    "day" DATE NOT NULL,
    "salt" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "DownloadSalt_pkey" PRIMARY KEY ("day")
);

-- CreateTable
CREATE TABLE "DownloadRange" (
    "day" DATE NOT NULL,
    "episodeId" TEXT NOT NULL,
    "listener" TEXT NOT NULL,
    "file" TEXT NOT NULL,
    "ranges" int8multirange NOT NULL,

    CONSTRAINT "DownloadRange_pkey" PRIMARY KEY ("day","episodeId","listener","file")
);

-- CreateTable
CREATE TABLE "Download" (
    "day" DATE NOT NULL,
    "episodeId" TEXT NOT NULL,
    "listener" TEXT NOT NULL,
    "app" TEXT NOT NULL,
    "device" TEXT NOT NULL,
    "country" TEXT NOT NULL,

    CONSTRAINT "Download_pkey" PRIMARY KEY ("day","episodeId","listener")
);

-- CreateTable
CREATE TABLE "DownloadTotal" (
    "day" DATE NOT NULL,
    "episodeId" TEXT NOT NULL,
    "app" TEXT NOT NULL,
    "device" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "downloads" INTEGER NOT NULL,

    CONSTRAINT "DownloadTotal_pkey" PRIMARY KEY ("day","episodeId","app","device","country")
);

-- CreateIndex
CREATE UNIQUE INDEX "Show_slug_key" ON "Show"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "Show_guid_key" ON "Show"("guid");

-- CreateIndex
CREATE INDEX "Show_ownerId_createdAt_id_idx" ON "Show"("ownerId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "Show_createdAt_id_idx" ON "Show"("createdAt", "id");

-- CreateIndex
CREATE INDEX "ShowSlug_showId_idx" ON "ShowSlug"("showId");

-- CreateIndex
CREATE INDEX "Episode_showId_publishAt_idx" ON "Episode"("showId", "publishAt");

-- CreateIndex
CREATE INDEX "Episode_publishAt_idx" ON "Episode"("publishAt");

-- CreateIndex
CREATE INDEX "Episode_assetId_idx" ON "Episode"("assetId");

-- CreateIndex
CREATE INDEX "Episode_videoId_idx" ON "Episode"("videoId");

-- CreateIndex
CREATE UNIQUE INDEX "Episode_showId_guid_key" ON "Episode"("showId", "guid");

-- CreateIndex
CREATE UNIQUE INDEX "Episode_showId_slug_key" ON "Episode"("showId", "slug");

-- CreateIndex
CREATE INDEX "EpisodeFile_episodeId_isCurrent_idx" ON "EpisodeFile"("episodeId", "isCurrent");

-- CreateIndex
CREATE UNIQUE INDEX "Subscriber_tokenHash_key" ON "Subscriber"("tokenHash");

-- CreateIndex
CREATE INDEX "Subscriber_showId_createdAt_id_idx" ON "Subscriber"("showId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "FeedBuild_builtAt_idx" ON "FeedBuild"("builtAt");

-- CreateIndex
CREATE INDEX "WebSubSubscription_topic_expiresAt_idx" ON "WebSubSubscription"("topic", "expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "WebSubSubscription_topic_callback_key" ON "WebSubSubscription"("topic", "callback");

-- CreateIndex
CREATE INDEX "FeedImport_accountId_createdAt_idx" ON "FeedImport"("accountId", "createdAt");

-- CreateIndex
CREATE INDEX "FeedImport_state_idx" ON "FeedImport"("state");

-- CreateIndex
CREATE INDEX "ImportedItem_importId_state_position_idx" ON "ImportedItem"("importId", "state", "position");

-- CreateIndex
CREATE INDEX "DownloadTotal_episodeId_day_idx" ON "DownloadTotal"("episodeId", "day");

-- AddForeignKey
ALTER TABLE "Show" ADD CONSTRAINT "Show_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Show" ADD CONSTRAINT "Show_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "Channel"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ShowSlug" ADD CONSTRAINT "ShowSlug_showId_fkey" FOREIGN KEY ("showId") REFERENCES "Show"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Episode" ADD CONSTRAINT "Episode_showId_fkey" FOREIGN KEY ("showId") REFERENCES "Show"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Episode" ADD CONSTRAINT "Episode_assetId_fkey" FOREIGN KEY ("assetId") REFERENCES "Asset"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Episode" ADD CONSTRAINT "Episode_videoId_fkey" FOREIGN KEY ("videoId") REFERENCES "Video"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EpisodeFile" ADD CONSTRAINT "EpisodeFile_episodeId_fkey" FOREIGN KEY ("episodeId") REFERENCES "Episode"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AudioMaster" ADD CONSTRAINT "AudioMaster_assetId_fkey" FOREIGN KEY ("assetId") REFERENCES "Asset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Transcript" ADD CONSTRAINT "Transcript_episodeId_fkey" FOREIGN KEY ("episodeId") REFERENCES "Episode"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Subscriber" ADD CONSTRAINT "Subscriber_showId_fkey" FOREIGN KEY ("showId") REFERENCES "Show"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FeedBuild" ADD CONSTRAINT "FeedBuild_showId_fkey" FOREIGN KEY ("showId") REFERENCES "Show"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FeedImport" ADD CONSTRAINT "FeedImport_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FeedImport" ADD CONSTRAINT "FeedImport_showId_fkey" FOREIGN KEY ("showId") REFERENCES "Show"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImportedItem" ADD CONSTRAINT "ImportedItem_importId_fkey" FOREIGN KEY ("importId") REFERENCES "FeedImport"("id") ON DELETE CASCADE ON UPDATE CASCADE;
