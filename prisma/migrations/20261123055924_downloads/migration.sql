-- AlterTable
ALTER TABLE "DownloadSalt" ALTER COLUMN "salt" DROP NOT NULL;

-- CreateIndex
CREATE INDEX "Download_episodeId_day_idx" ON "Download"("episodeId", "day");
